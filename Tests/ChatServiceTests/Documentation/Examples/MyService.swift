import ChatService

/// The executable of a package with kinds of its own. Compiled and never run.
func myService() async {
    await ChatServiceExecutable.run(adding: [ReportTimeKind(), CallbackKind()])
}
