import ChatService

@main
enum ChatServiceMain {
    static func main() async {
        await ChatServiceExecutable.run()
    }
}
