package import LifeboatConfig

extension ConfigurationSurvey {
    /// What is understood of a job; of what is open it has nothing.
    func mapping(of job: JobConfiguration) -> UnderstoodMapping? {
        jobMappings.first { $0.text("job") == job.name }
    }

    private var jobMappings: [UnderstoodMapping] {
        guard case .list(let values)? = configuration.understood["jobs"]?.content else { return [] }
        return values.compactMap { value in
            if case .mapping(let mapping) = value.content { mapping } else { nil }
        }
    }

    /// The names of a job's storages, also of those that depend on open values.
    package func storageNames(of job: JobConfiguration) -> [String] {
        guard case .list(let values)? = mapping(of: job)?["storages"]?.content else { return [] }
        return values.compactMap { value in
            if case .mapping(let mapping) = value.content { mapping.text("name") } else { nil }
        }
    }

    /// The types of a job's storages, also of those that depend on open values.
    func storageTypes(of job: JobConfiguration) -> [StorageType] {
        guard case .list(let values)? = mapping(of: job)?["storages"]?.content else { return [] }
        return values.compactMap { value in
            guard case .mapping(let mapping) = value.content else { return nil }
            return mapping.text("storage").flatMap { StorageType(name: $0) }
        }
    }

    /// Those of the folders that a job needs: the ones that it, or the main settings, name files of; and the ones that nobody names.
    func folders(_ folders: [SecretFolder], for job: JobConfiguration) -> [SecretFolder] {
        let shared = configuration.understood.entries.filter { $0.key != "jobs" }.flatMap { entry -> [String] in
            if case .mapping(let mapping) = entry.value.content { mapping.texts } else { [] }
        }
        let own = mapping(of: job)?.texts ?? []
        let all = jobMappings.flatMap(\.texts)
        return folders.filter { folder in
            func names(_ texts: [String]) -> Bool {
                texts.contains { $0.hasPrefix("/") && folder.path.holds(MountPath(of: $0)) }
            }
            return names(own) || names(shared) || !names(all)
        }
    }
}
