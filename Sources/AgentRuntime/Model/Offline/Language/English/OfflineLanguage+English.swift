extension OfflineLanguage {
    static let english = OfflineLanguage(words: .english, clock: .english, say: .english)
}

extension OfflineWords {
    static let english = OfflineWords(
        fillers: .words(
            of: """
                a about again all also am an and any are as at be been but by can could d did do does done for from get
                give go good had has have he her here hers him his i if in into is it its itself just let like ll m make
                may maybe me might mine much my need next of off on one ones only or our ours out over please plays play
                playing re s same see she so some such t take than that the their them then there these they thing this
                those to too try up us ve very want was we well were will with would yes you your yours
                """
        ),
        greetings: .words(of: "hello hi hey morning afternoon evening greetings"),
        thanks: .words(of: "thanks thank cheers great perfect lovely"),
        farewells: .words(of: "bye goodbye farewell"),
        courtesy: .words(of: "no yes ok for you very much"),
        yes: .words(
            of: "yes yep yeah sure ok okay confirm confirmed correct right exactly please absolutely certainly"
        ),
        consents: .phrases(of: "go ahead\nthat s fine\nsounds good"),
        no: .words(of: "no nope none neither nothing"),
        reservations: .words(of: "no not but wrong instead first"),
        corrections: .words(of: "no actually sorry rather instead wrong mistake correction"),
        drops: .phrases(
            of: """
                cancel
                cancel that
                cancel it
                cancel everything
                never mind
                nevermind
                forget it
                forget about it
                drop it
                leave it
                stop
                """
        ),
        anything: .words(of: "any anything whichever whatever anywhere"),
        dontKnow: .phrases(of: "i don t know\ndon t know\nnot sure\nno idea\ni do not know"),
        interrogatives: .words(of: "how what when where who whom whose which why"),
        asking: .words(of: "can could do does did is are may must should shall will would have has"),
        wishes: .phrases(
            of: """
                i want
                i d like
                i would like
                i ll take
                we want
                can you
                could you
                would you
                please
                """
        ),
        needs: .phrases(of: "i need\nwe need\ni must\ni have to"),
        informing: .words(of: "know ask tell explain information info say what how when where which whether"),
        negations: ["not", "non"],
        with: .words(of: "with including plus also and"),
        without: .words(of: "without no not excluding none"),
        restrictions: .words(of: "only just plain simple basic normal regular none"),
        leads: .words(of: "i it my the is m s am called name number born live"),
        introductions: .words(of: "a an at do does for in of on play plays playing the"),
        placePrepositions: .words(of: "in at near around"),
        questionWords: .words(of: "question questions query q search text words"),
        orders: .words(
            of: "ask tell call use say try offer propose apologise apologize check look give do don let choose only"
        ),
        ordersToAsk: ["ask"],
        infinitiveMarks: ["to"],
        isInfinitive: { _ in false }
    )
}
