/// What a `mongodb` source backs up.
package struct MongoDBConfiguration: Sendable, Hashable {
    package static let standardPort = 27_017

    package var server: ServerConnection
    /// Where the user is known: `admin`.
    package var authenticationDatabase: String
    /// `nil`: without TLS. The certificate's file holds its key too.
    package var tls: ClientTLS?
    package var databases: DatabaseSelection
    /// Only these collections, each as a target of its own; empty is all of them.
    package var collections: [String]
    package var excludedCollections: [String]
    /// The whole server as one target, as it was at one moment: it takes a replica set.
    package var takesOplog: Bool
    /// Further options of `mongodump`.
    package var options: MongoDBDumpOptions

    package init(
        server: ServerConnection, authenticationDatabase: String = "admin", tls: ClientTLS? = nil,
        databases: DatabaseSelection, collections: [String] = [], excludedCollections: [String] = [],
        takesOplog: Bool = false, options: MongoDBDumpOptions = MongoDBDumpOptions()
    ) {
        self.server = server
        self.authenticationDatabase = authenticationDatabase
        self.tls = tls
        self.databases = databases
        self.collections = collections
        self.excludedCollections = excludedCollections
        self.takesOplog = takesOplog
        self.options = options
    }
}
