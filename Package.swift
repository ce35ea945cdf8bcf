// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours: language mode 6, warnings are errors, imports say what they are for.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "lifeboat",
    products: [.executable(name: "lifeboat", targets: ["lifeboat"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
    ],
    targets: [
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "CShims"),

        .target(name: "LifeboatCore", exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "LifeboatStreams",
            dependencies: ["LifeboatCore", "CArchive", "CDeflate", "CShims", "CZlib", "CZstd", crypto],
            exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "LifeboatProcesses",
            dependencies: [
                "LifeboatCore", "CShims",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "LifeboatSources",
            dependencies: ["LifeboatCore", "LifeboatProcesses", "LifeboatStreams", "CShims"],
            exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "LifeboatWeb",
            dependencies: [
                "LifeboatCore", crypto,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "LifeboatStorages",
            dependencies: [
                "LifeboatCore", "LifeboatProcesses", "LifeboatWeb", "CDeflate", "CShims", crypto,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "LifeboatNotifiers",
            dependencies: [
                "LifeboatCore", "LifeboatProcesses", "LifeboatWeb", "CShims", crypto,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "LifeboatConfig",
            dependencies: [
                "LifeboatCore", "LifeboatNotifiers", "LifeboatSources", "LifeboatStorages", "LifeboatWeb", "Yams",
            ],
            exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "LifeboatEngine", dependencies: ["LifeboatCore", "LifeboatStreams"],
            exclude: ["README.md"], swiftSettings: strict),
        .target(
            name: "LifeboatKubernetes",
            dependencies: [
                "LifeboatConfig", "LifeboatCore", "LifeboatNotifiers", "LifeboatSources", "LifeboatStorages",
            ],
            exclude: ["README.md"], swiftSettings: strict),
        .executableTarget(
            name: "lifeboat",
            dependencies: [
                "LifeboatConfig", "LifeboatCore", "LifeboatEngine", "LifeboatKubernetes", "LifeboatNotifiers",
                "LifeboatProcesses", "LifeboatSources", "LifeboatStorages", "LifeboatStreams", "CShims",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["README.md"], swiftSettings: strict),

        .target(
            name: "LifeboatTesting", dependencies: ["LifeboatCore"],
            exclude: ["README.md"], swiftSettings: strict),
        .testTarget(
            name: "LifeboatCoreTests",
            dependencies: ["LifeboatCore", "LifeboatTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "LifeboatStreamsTests",
            dependencies: ["LifeboatCore", "LifeboatStreams", "LifeboatTesting", "CShims"],
            swiftSettings: strict),
        .testTarget(
            name: "LifeboatProcessesTests",
            dependencies: ["LifeboatCore", "LifeboatProcesses", "LifeboatTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "LifeboatSourcesTests",
            dependencies: [
                "LifeboatCore", "LifeboatProcesses", "LifeboatSources", "LifeboatStreams", "LifeboatTesting", "CShims",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LifeboatStoragesTests",
            dependencies: [
                "LifeboatCore", "LifeboatProcesses", "LifeboatStorages", "LifeboatTesting", "LifeboatWeb", crypto,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LifeboatWebTests",
            dependencies: [
                "LifeboatCore", "LifeboatTesting", "LifeboatWeb",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LifeboatNotifiersTests",
            dependencies: ["LifeboatCore", "LifeboatNotifiers", "LifeboatProcesses", "LifeboatTesting", "LifeboatWeb"],
            swiftSettings: strict),
        .testTarget(
            name: "LifeboatConfigTests",
            dependencies: [
                "LifeboatConfig", "LifeboatCore", "LifeboatNotifiers", "LifeboatSources", "LifeboatStorages",
                "LifeboatTesting", "LifeboatWeb",
            ],
            exclude: ["Templates/jinja_oracle.py"], swiftSettings: strict),
        .testTarget(
            name: "LifeboatEngineTests",
            dependencies: ["LifeboatCore", "LifeboatEngine", "LifeboatStreams", "LifeboatTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "LifeboatKubernetesTests",
            dependencies: ["LifeboatConfig", "LifeboatCore", "LifeboatKubernetes", "LifeboatTesting"],
            swiftSettings: strict),
        // Drives the built binary as a user does.
        .testTarget(
            name: "CommandTests",
            dependencies: ["LifeboatTesting", "lifeboat"],
            swiftSettings: strict),
    ]
)
