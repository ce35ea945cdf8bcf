/// Which Lifeboat this is: in `--version`, in receipts and in run records.
enum Version {
    static let text = "0.1.0"
}
