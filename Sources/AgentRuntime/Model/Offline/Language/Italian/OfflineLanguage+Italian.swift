extension OfflineLanguage {
    static let italian = OfflineLanguage(words: .italian, clock: .italian, say: .italian)
}

extension OfflineWords {
    static let italian = OfflineWords(
        fillers: .words(
            of: """
                a ad ai agli al all alla alle allo allora anche ancora avere avrei basta beh bene c ce che ci circa col come con
                cortesemente d da dai dal dall dalla dalle dallo degli dei del dell della delle dello di dopo durante e ecco ed entro
                era essere fa faccia faccio fai fanno far fare fatto favore fino forse fra gentilmente gia gioca gioco
                giocare gli guardi ha hai hanno ho i il in infatti invece io l la le lei li lo loro lui m ma mah me mi mia mie miei
                mio n ne nei nel nell nella nelle nello noi non nostra nostro o od ok oppure ora per pero piacerebbe piu
                poi pratica pratico praticare prego preferirei preferisco preferirebbe prendo pure qua qualche qualcosa
                quel quell quella quelle quelli quello quest questa queste questi questo qui s se sei senta si sia siamo
                signor signora sono sta sto su sua sue sugli sui sul sull sulla sulle suo suoi t tra tu tua tue tuo tuoi
                un una uno v va vi voi
                """
        ),
        greetings: .words(of: "buongiorno buonasera buonpomeriggio salve ciao buon buona giorno sera"),
        thanks: .words(of: "grazie ringrazio mille tante molte gentile gentilissimo gentilissima perfetto ottimo"),
        farewells: .words(of: "arrivederci arrivederla addio saluti giornata serata presto"),
        courtesy: .words(of: "no si per di ok"),
        yes: .words(
            of: "si certo certamente ok okay confermo confermi conferma esatto esattamente corretto giusto perfetto"
                + " volentieri procedi proceda procediamo accordo assolutamente"
        ),
        consents: .phrases(of: "va bene\nd accordo\nper me va bene"),
        no: .words(of: "no nono nessuno nessuna niente"),
        reservations: .words(of: "no non ma pero anzi sbagliato sbagliata invece prima"),
        corrections: .words(of: "no anzi scusi scusa errore sbagliato sbagliata correggo meglio invece"),
        drops: .phrases(
            of: """
                annulla
                annulli
                annulla tutto
                annulli tutto
                annulliamo
                lascia perdere
                lasci perdere
                lasciamo perdere
                lascia stare
                lasci stare
                lasciamo stare
                non importa
                non fa niente
                non voglio piu
                ho cambiato idea
                basta cosi
                stop
                """
        ),
        anything: .words(of: "qualsiasi qualunque indifferente uguale ovunque"),
        dontKnow: .phrases(of: "non lo so\nnon so\nnon saprei\nnon ricordo\nnon me lo ricordo\nboh"),
        interrogatives: .words(
            of: """
                quanto quanta quanti quante come cosa che chi quale quali qual quando dove perche cos com dov quand quant
                """
        ),
        asking: .words(
            of: """
                posso possiamo puo potrei potete devo dobbiamo deve serve servono servira occorre occorrono bisogna
                avete fate esiste esistono sapete c ce vale valgono dura costa costano
                """
        ),
        wishes: .phrases(
            of: """
                vorrei
                voglio
                vorremmo
                volevo
                desidero
                desidererei
                mi serve
                mi servirebbe
                mi occorre
                ho bisogno di
                avrei bisogno di
                mi puo
                mi puoi
                mi potete
                mi potrebbe
                """
        ),
        needs: .phrases(of: "devo\ndovrei\ndobbiamo\npuo\npuoi\npotrebbe\npotreste\ncerco"),
        informing: .words(
            of: """
                sapere chiedere chiedo chiederle chiederlo chiedervi capire informazione informazioni info dire dirmi spiegare spiegarmi
                indicare indicarmi dite dica dici conoscere avvisare sapermi come cosa quanto quando dove quale quali
                """
        ),
        negations: ["non"],
        with: .words(of: "con anche compreso compresa incluso inclusa piu"),
        without: .words(of: "senza non no niente nessun nessuno nessuna escluso esclusa"),
        restrictions: .words(of: "solo soltanto semplice semplicemente normale basta base niente nessuno nessuna"),
        leads: .words(of: "mi si io il e sono chiamo chiama nome numero siamo abito vivo nato nata"),
        introductions: .words(
            of: """
                a ad al alla allo d da dal dalla del dell della dello di fa fare faccio gioca gioco giocare i il in l la lo
                per pratica pratico praticare sul un una uno
                """
        ),
        placePrepositions: .words(of: "a ad in zona presso vicino"),
        questionWords: .words(of: "domanda domande ricerca testo query question q search parole"),
        orders: .words(
            of: """
                chiedi chiedere cerca cercala cercane proponi proporre scusati usa usare chiama richiama riserva
                confermane da di dillo usalo usala riprova indica correggi spiega ripeti passa
                """
        ),
        ordersToAsk: .words(of: "chiedi chiedilo chiedila"),
        infinitiveMarks: [],
        isInfinitive: { word in
            ["are", "ere", "ire", "arre", "orre", "rmi", "rsi", "rlo", "rla", "rne"].contains { word.hasSuffix($0) }
                && word.count > 4
        }
    )
}
