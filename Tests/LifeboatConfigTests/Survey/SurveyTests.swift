import Foundation
import LifeboatConfig
import Testing

/// A configuration that is taken apart, read without the values of its variables.
@Suite struct SurveyTests {
    private static let job = """
        - job: mysql
          type: mysql
          sources:
          - connect:
              db_host: {{ db_host }}
              db_port: {{ db_port | default('3306') }}
              db_user: root
              db_password: {{ DB_PASSWORD }}
            target: [shop]
          storages:
          - storage: local
            backup_dir: /backups

        """

    private func survey(
        _ files: [String: String], _ main: String = "lifeboat.yaml.j2", known: [String: String] = [:]
    ) throws -> ConfigurationSurvey {
        let scratch = try ConfigScratch()
        for (name, text) in files { try scratch.write(name, text) }
        return try scratch.loader().survey(scratch.path(main), known: known)
    }

    private func problems(_ files: [String: String]) throws -> [String] {
        let scratch = try ConfigScratch()
        for (name, text) in files { try scratch.write(name, text) }
        return scratch.problems { try scratch.loader().survey(scratch.path("lifeboat.yaml.j2")).configuration }
    }

    @Test func jobsOfOneFileAreTakenOutOfItWithTheirComments() throws {
        let text = """
            # What this is.
            main:
              server_name: {{ site }}
            # The jobs.
            jobs:
              # The database.
              - job: db
                type: sqlite
                sources: [{target: [/srv/a.db]}]
                storages: [{storage: local, backup_dir: /backups}]

              # The files,
              # all of them.
              - job: uploads
                type: desc_files
                sources:
                  - target:
                      # by name
                      - /srv/{{ folder }}
                storages: [{storage: local, backup_dir: /backups}]

            """
        let survey = try survey(["lifeboat.yaml.j2": text])
        #expect(
            survey.main.text == """
                # What this is.
                main:
                  server_name: {{ site }}
                # The jobs.
                jobs: !include [conf.d/*]

                """)
        #expect(survey.main.variables.map(\.name) == ["SITE"])
        #expect(
            survey.jobs["db"]?.text == """
                - job: db
                  type: sqlite
                  sources: [{target: [/srv/a.db]}]
                  storages: [{storage: local, backup_dir: /backups}]

                """)
        #expect(survey.jobs["db"]?.variables.isEmpty == true)
        #expect(survey.jobs["uploads"]?.text.hasPrefix("- job: uploads\n  type: desc_files\n") == true)
        let variable = survey.jobs["uploads"]?.variables.first
        #expect(variable?.name == "FOLDER")
        #expect(variable?.place.line == 19)
        #expect(survey.openValues.map(\.path) == ["main.server_name", "jobs[1].sources[0].target[0]"])
    }

    @Test func jobsThatAreIncludedStayAsTheyAre() throws {
        let survey = try survey(
            [
                "lifeboat.yaml": "jobs: !include [conf.d/*.j2]\nmain: {log_file: /dev/stdout}\n",
                "conf.d/mysql.conf.j2": Self.job,
                "conf.d/other.conf.j2": Self.job.replacing("job: mysql", with: "job: second"),
            ], "lifeboat.yaml")
        #expect(survey.main.text == "jobs: !include [conf.d/*]\nmain: {log_file: /dev/stdout}\n")
        #expect(survey.main.isTemplate == false)
        #expect(survey.jobs["mysql"]?.text == Self.job)
        #expect(survey.jobs["mysql"]?.isTemplate == true)
        let variables = survey.jobs["mysql"]?.variables ?? []
        #expect(variables.map(\.name) == ["DB_HOST", "DB_PORT", "DB_PASSWORD"])
        #expect(variables.map(\.isRequired) == [true, false, true])
        #expect(variables[1].defaultText == "3306")
        #expect(survey.configuration.jobs.map(\.name) == ["mysql", "second"])
    }

    /// The pieces, as they lie in a pod, are the configuration that they were taken from.
    @Test func thePiecesReadBackAreTheSameJobs() throws {
        let text =
            "main: {timezone: Europe/Berlin}\njobs:\n" + Self.job + Self.job.replacing("job: mysql", with: "job: b")
        let survey = try survey(["lifeboat.yaml.j2": text])
        let environment = ["DB_HOST": "h", "DB_PASSWORD": "p"]
        let pod = try ConfigScratch()
        try pod.write("lifeboat.yaml.j2", survey.main.text)
        let part = try #require(survey.jobs["b"])
        try pod.write("conf.d/job.yaml.j2", part.text)
        var read = try #require(try pod.load("lifeboat.yaml.j2", environment).jobs.first)
        let whole = try ConfigScratch()
        try whole.write("lifeboat.yaml.j2", text)
        let original = try #require(try whole.load("lifeboat.yaml.j2", environment).jobs.last)
        read.place = original.place
        #expect(read == original)
        #expect(read.timezone.identifier == "Europe/Berlin")
    }

    /// Each pod has one job, and a notifier of `main` may name others.
    @Test(arguments: [
        "webhooks: [{url: \"{{ hook }}\", jobs: b}]",
        "pings: [{url: 'https://p.example.org', jobs: [mysql, {{ other }}]}]",
    ])
    func notifiersMayNameJobsOfOtherPods(notifiers: String) throws {
        let text =
            "main:\n  \(notifiers)\njobs:\n" + Self.job + Self.job.replacing("job: mysql", with: "job: b")
            + Self.job.replacing("job: mysql", with: "job: 'yes'")
        let survey = try survey(["lifeboat.yaml.j2": text])
        #expect(survey.main.text.hasSuffix("\njobs: !include [conf.d/*]\nknown_jobs: [mysql, b, \"yes\"]\n"))
        let environment = ["DB_HOST": "h", "DB_PASSWORD": "p", "HOOK": "https://h.example.org", "OTHER": "b"]
        let pod = try ConfigScratch()
        for job in ["b", "mysql"] {
            try pod.write("lifeboat.yaml.j2", survey.main.text)
            try pod.write("conf.d/job.yaml.j2", try #require(survey.jobs[job]?.text))
            #expect(try pod.load("lifeboat.yaml.j2", environment).jobs.map(\.name) == [job])
        }
        // Only those that there are somewhere.
        try pod.write("lifeboat.yaml.j2", survey.main.text.replacing(", b,", with: ","))
        let problems = pod.problems("lifeboat.yaml.j2", environment)
        #expect(problems.count == 1 && problems[0].contains("there is no job `b`"), "\(problems)")
    }

    @Test func aMessageMayHaveAnythingInIt() throws {
        let payload = "main:\n  webhooks: [{url: 'https://h.example.org', payload: {jobs: '{jobs}'}}]\njobs:\n"
        #expect(try survey(["lifeboat.yaml.j2": payload + Self.job]).main.text.hasSuffix("jobs: !include [conf.d/*]\n"))
    }

    @Test func whatIsKnownDecides() throws {
        let text =
            "jobs:\n{% if site == 'a' %}\n" + Self.job + "{% endif %}\n"
            + Self.job.replacing("job: mysql", with: "job: b")
        #expect(throws: ConfigurationError.self) { try survey(["lifeboat.yaml.j2": text]) }
        #expect(try survey(["lifeboat.yaml.j2": text], known: ["SITE": "b"]).jobs.keys.sorted() == ["b"])
    }

    @Test(arguments: [
        // An anchor of one job, an alias in another.
        "jobs:\n- &one {job: a, type: sqlite, sources: [{target: [/a]}], storages: [{storage: local, backup_dir: /b}]}\n- <<: *one\n  job: b\n",
        // One text, two jobs.
        "jobs:\n{% for n in ['a', 'b'] %}\n- job: {{ n }}\n  type: sqlite\n  sources: [{target: [/a]}]\n  storages: [{storage: local, backup_dir: /b}]\n{% endfor %}\n",
        // All on one line.
        "jobs: [{job: a, type: sqlite, sources: [{target: [/a]}], storages: [{storage: local, backup_dir: /b}]}]\n",
    ])
    func whatCannotBeTakenApartIsRefused(text: String) throws {
        let problems = try problems(["lifeboat.yaml.j2": text])
        #expect(!problems.isEmpty)
        #expect(problems.allSatisfy { $0.contains("cannot be taken out of its file by itself") }, "\(problems)")
    }

    @Test func theArticlesMainFileAndTemplatesAreTakenApart() throws {
        let survey = try survey(
            [
                "nxs-backup.conf": ConfigScratch.fixture("article/nxs-backup.conf").replacing("*.conf", with: "*.j2"),
                "conf.d/mysql.conf.j2": ConfigScratch.fixture("article/mysql-s3.conf.j2"),
            ], "nxs-backup.conf")
        let variables = survey.jobs["mysql"]?.variables.map(\.name)
        #expect(
            variables == [
                "DB_HOST", "DB_PORT", "DB_USER", "DB_PASSWORD", "BUCKET_NAME", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY",
                "S3FS_OPTS",
            ])
    }
}
