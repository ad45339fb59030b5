//! The words around a verdict; the verdict itself comes from the core in the
//! same language.
// tidy: long because four languages stand one below the other

use expatch::Language;

/// Words of one language. `{}` in braces is filled in.
pub(super) struct Words {
    /// For one server and for several.
    pub(super) subject: [&'static str; 2],
    /// Where nothing is certain.
    pub(super) subject_possible: [&'static str; 2],
    pub(super) greeting: &'static str,
    /// `{why}` is one of the next two.
    pub(super) intro: [&'static str; 2],
    pub(super) lacks: [&'static str; 2],
    /// Where no updates are made any more, and none is known to be missing.
    pub(super) ended: [&'static str; 2],
    pub(super) intro_possible: [&'static str; 2],
    /// Where somebody says that it was broken into.
    pub(super) subject_breakin: [&'static str; 2],
    pub(super) intro_breakin: [&'static str; 2],
    pub(super) breakin: &'static str,
    pub(super) breakin_undated: &'static str,
    /// What a break-in asks for before anything else.
    pub(super) breakin_first: &'static str,
    pub(super) breakin_steps: [&'static str; 4],
    /// What stands before the subject of a reminder, and its first sentence.
    pub(super) reminder: &'static str,
    pub(super) reminds: &'static str,
    pub(super) seen: &'static str,
    pub(super) seen_at: &'static str,
    /// Where somebody else saw it.
    pub(super) told_at: &'static str,
    /// The same where nobody says when.
    pub(super) told_undated: &'static str,
    /// Who, where nobody says it.
    pub(super) somebody: &'static str,
    pub(super) claims: &'static str,
    pub(super) evidence: &'static str,
    pub(super) means: &'static str,
    pub(super) open: &'static str,
    /// Where none is open for certain.
    pub(super) open_possible: &'static str,
    pub(super) more: &'static str,
    pub(super) used: &'static str,
    pub(super) since: &'static str,
    /// The same where none is open for certain.
    pub(super) since_possible: &'static str,
    pub(super) act: &'static str,
    pub(super) besides: &'static str,
    pub(super) check: &'static str,
    pub(super) check_why: &'static str,
    pub(super) how: &'static str,
    pub(super) how_text: &'static str,
    /// The same where somebody else saw it.
    pub(super) how_told: &'static str,
    pub(super) answer: &'static str,
    pub(super) basis: &'static str,
    /// Where our own scan asks from.
    pub(super) scanner: &'static str,
    pub(super) ticket: &'static str,
    pub(super) attached: &'static str,
}

pub(super) const fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::French => &FRENCH,
        Language::Dutch => &DUTCH,
        Language::German => &GERMAN,
    }
}

static ENGLISH: Words = Words {
    subject: [
        "Your Microsoft Exchange server is at risk: {name}",
        "{servers} of your Microsoft Exchange servers are at risk: {name}",
    ],
    subject_possible: [
        "Please check your Microsoft Exchange server: {name}",
        "Please check {servers} of your Microsoft Exchange servers: {name}",
    ],
    greeting: "To whom it may concern at {name},",
    intro: [
        "A Microsoft Exchange server on the Internet that appears to be yours is at risk: \
         {why}. This message says what was seen, what it means and \
         what to do. Please pass it on today to whoever runs your mail.",
        "{servers} Microsoft Exchange servers on the Internet that appear to be yours are at risk: \
         {why}. This message says what was seen, what it \
         means and what to do. Please pass it on today to whoever runs your mail.",
    ],
    lacks: ["it lacks security fixes", "they lack security fixes"],
    ended: [
        "no more security fixes are made for its version",
        "no more security fixes are made for their versions",
    ],
    intro_possible: [
        "A Microsoft Exchange server on the Internet appears to be yours. From \
         outside it cannot be told whether it has all security fixes. Please check; this message \
         says how.",
        "{servers} Microsoft Exchange servers on the Internet appear to be yours. \
         From outside it cannot be told whether they have all security fixes. Please check; this \
         message says how.",
    ],
    subject_breakin: [
        "Your Microsoft Exchange server may have been broken into: {name}",
        "{servers} of your Microsoft Exchange servers, some perhaps broken into: {name}",
    ],
    intro_breakin: [
        "A Microsoft Exchange server on the Internet that appears to be yours shows signs of a \
         break-in. This message says who reported what and what to do first. Please pass it on \
         at once to whoever runs your mail and to whoever handles incidents.",
        "Of {servers} Microsoft Exchange servers on the Internet that appear to be yours, at least \
         one shows signs of a break-in. This message says who reported what and what to do first. \
         Please pass it on at once to whoever runs your mail and to whoever handles incidents.",
    ],
    breakin: "{by} reports a sign of a break-in on this server, seen on {time} UTC: {what}. \
              Treat the server as compromised until the opposite is shown. An update alone does \
              not remove an intruder.",
    breakin_undated: "{by} reports a sign of a break-in on this server, without a date: {what}. \
                      Treat the server as compromised until the opposite is shown. An update \
                      alone does not remove an intruder.",
    breakin_first: "What to do first, before any update",
    breakin_steps: [
        "Take the server off the Internet, but do not switch it off and do not reinstall it yet: \
         memory, disk and logs are the evidence.",
        "Look for what was left behind: files in the web folders that no update brought, new \
         accounts, scheduled tasks, mailbox rules, connections to unknown addresses; look at other \
         machines of the domain too.",
        "Call whoever handles incidents for you, and change the passwords and keys that the \
         server knew, those of the domain's administrators first.",
        "Build the server anew from a clean source, with every update, before it is reachable \
         again.",
    ],
    reminder: "Reminder: ",
    reminds: "We wrote to you about this on {day}. By what has been seen since, it is still so.",
    seen: "What was seen",
    seen_at: "seen on {time} UTC",
    told_at: "reported by {by} as seen on {time} UTC",
    told_undated: "reported by {by} without a date; we were told on {time} UTC",
    somebody: "somebody else",
    claims: "{by} says that it has: {list}",
    evidence: "Evidence:",
    means: "What it means",
    open: "Open vulnerabilities:",
    open_possible: "Possibly open vulnerabilities:",
    more: "and {count} more; the link below lists them all",
    used: "used in attacks",
    since: "A break-in was possible since:",
    since_possible: "A break-in may have been possible since:",
    act: "What to do",
    besides: "To confirm: a version does not show it",
    check: "Check it yourself",
    check_why: "Open this link. The page judges the version in your own browser and sends \
                nothing anywhere; after the update, enter the new version there.",
    how: "How we know",
    how_text: "We asked your server for pages that it shows to everybody, as a browser does, and \
               read the version that it gives with them. We did not log in, tried no password and \
               no attack, and changed nothing.",
    how_told: "Where it says “reported”, we did not ask your server: the observation is from a scan or a \
               report of somebody else that was given to us. What this message says of it, we read \
               there; whether it still holds, you see on the server itself.",
    answer: "Is this not your server, has it been updated since, or should we write to somebody \
             else? A short answer to {mail} is enough; answer there too if you do not want to be \
             checked again.",
    basis: "Verdict for {day}. Database up to {facts} (expatch {version}, SHA-256 {digest}).",
    scanner: "Our requests come from {scanner}",
    ticket: "Our number for this: {ticket}. Please name it when you answer.",
    attached: "The attached file servers.csv lists every server.",
};

static FRENCH: Words = Words {
    subject: [
        "Votre serveur Microsoft Exchange est à risque : {name}",
        "{servers} de vos serveurs Microsoft Exchange sont à risque : {name}",
    ],
    subject_possible: [
        "Veuillez vérifier votre serveur Microsoft Exchange : {name}",
        "Veuillez vérifier {servers} de vos serveurs Microsoft Exchange : {name}",
    ],
    greeting: "À l’attention de {name},",
    intro: [
        "Un serveur Microsoft Exchange visible sur Internet, qui semble être le vôtre, \
         est à risque : {why}. Ce message dit ce qui a \
         été vu, ce que cela signifie et ce qu’il faut faire. Merci de le transmettre \
         aujourd’hui aux personnes qui gèrent votre messagerie.",
        "{servers} serveurs Microsoft Exchange visibles sur Internet, qui semblent être les vôtres, \
         sont à risque : {why}. Ce message \
         dit ce qui a été vu, ce que cela signifie et ce qu’il faut faire. Merci de le \
         transmettre aujourd’hui aux personnes qui gèrent votre messagerie.",
    ],
    lacks: [
        "il lui manque des correctifs de sécurité",
        "il leur manque des correctifs de sécurité",
    ],
    ended: [
        "sa version ne reçoit plus de correctifs de sécurité",
        "leurs versions ne reçoivent plus de correctifs de sécurité",
    ],
    intro_possible: [
        "Un serveur Microsoft Exchange visible sur Internet semble être le vôtre. \
         De l’extérieur, on ne peut pas dire s’il a tous les correctifs de sécurité. Merci de le \
         vérifier ; ce message dit comment.",
        "{servers} serveurs Microsoft Exchange visibles sur Internet semblent être \
         les vôtres. De l’extérieur, on ne peut pas dire s’ils ont tous les correctifs de \
         sécurité. Merci de le vérifier ; ce message dit comment.",
    ],
    subject_breakin: [
        "Votre serveur Microsoft Exchange a peut-être été piraté : {name}",
        "{servers} de vos serveurs Microsoft Exchange, dont certains peut-être piratés : {name}",
    ],
    intro_breakin: [
        "Un serveur Microsoft Exchange visible sur Internet, qui semble être le vôtre, montre des \
         signes d’intrusion. Ce message dit qui a signalé quoi et ce qu’il faut faire d’abord. \
         Merci de le transmettre tout de suite aux personnes qui gèrent votre messagerie et vos \
         incidents.",
        "Sur {servers} serveurs Microsoft Exchange visibles sur Internet, qui semblent être les \
         vôtres, au moins un montre des signes d’intrusion. Ce message dit qui a signalé quoi et \
         ce qu’il faut faire d’abord. Merci de le transmettre tout de suite aux personnes qui \
         gèrent votre messagerie et vos incidents.",
    ],
    breakin: "Un signe d’intrusion sur ce serveur, vu le {time} UTC, est signalé par {by} : \
              {what}. Considérez le serveur comme compromis jusqu’à preuve du contraire. Une \
              mise à jour seule ne chasse pas un intrus.",
    breakin_undated: "Un signe d’intrusion sur ce serveur est signalé, sans date, par {by} : \
                      {what}. Considérez le serveur comme compromis jusqu’à preuve du contraire. \
                      Une mise à jour seule ne chasse pas un intrus.",
    breakin_first: "Ce qu’il faut faire d’abord, avant toute mise à jour",
    breakin_steps: [
        "Coupez le serveur d’Internet, mais ne l’éteignez pas et ne le réinstallez pas encore : la \
         mémoire, le disque et les journaux sont les preuves.",
        "Cherchez ce qui a été laissé : des fichiers dans les dossiers web qu’aucune mise à jour \
         n’a apportés, de nouveaux comptes, des tâches planifiées, des règles de boîtes, des \
         connexions vers des adresses inconnues ; regardez aussi les autres machines du domaine.",
        "Appelez les personnes qui gèrent vos incidents, et changez les mots de passe et les clés \
         que le serveur connaissait, d’abord ceux des administrateurs du domaine.",
        "Reconstruisez le serveur depuis une source saine, avec toutes les mises à jour, avant de \
         le rendre de nouveau accessible.",
    ],
    reminder: "Rappel : ",
    reminds: "Nous vous avons écrit à ce sujet le {day}. D’après ce qui a été vu depuis, rien n’a \
              changé.",
    seen: "Ce qui a été vu",
    seen_at: "vu le {time} UTC",
    told_at: "signalé par {by} comme vu le {time} UTC",
    told_undated: "signalé par {by} sans date ; reçu le {time} UTC",
    somebody: "un tiers",
    claims: "{by} y signale\u{a0}: {list}",
    evidence: "Indice\u{a0}:",
    means: "Ce que cela signifie",
    open: "Vulnérabilités non corrigées\u{a0}:",
    open_possible: "Vulnérabilités peut-être non corrigées\u{a0}:",
    more: "et {count} autres ; le lien ci-dessous les donne toutes",
    used: "utilisée dans des attaques",
    since: "Une intrusion était possible depuis\u{a0}:",
    since_possible: "Une intrusion a peut-être été possible depuis\u{a0}:",
    act: "Ce qu’il faut faire",
    besides: "À confirmer : une version ne le montre pas",
    check: "Vérifiez vous-même",
    check_why: "Ouvrez ce lien. La page évalue la version dans votre propre navigateur et \
                n’envoie rien nulle part ; après la mise à jour, saisissez-y la nouvelle version.",
    how: "Comment nous le savons",
    how_text: "Nous avons demandé à votre serveur des pages qu’il montre à tout le monde, comme \
               le fait un navigateur, et lu la version qu’il indique avec elles. Nous ne nous \
               sommes pas connectés, n’avons essayé ni mot de passe ni attaque, et n’avons rien \
               modifié.",
    how_told: "Là où il est écrit « signalé », nous n’avons pas interrogé votre serveur : \
               l’observation vient d’un balayage ou d’un rapport d’un tiers qui nous a été remis. \
               Ce qu’en dit ce message, nous l’y avons lu ; le serveur lui-même montre si cela \
               vaut encore.",
    answer: "Ce serveur n’est pas le vôtre, il a été mis à jour depuis, ou nous devrions écrire à \
             quelqu’un d’autre ? Une courte réponse à {mail} suffit ; répondez-y aussi si vous ne \
             souhaitez plus être vérifié.",
    basis: "Verdict au {day}. Base de données jusqu’au {facts} (expatch {version}, SHA-256 {digest}).",
    scanner: "Nos requêtes viennent de {scanner}",
    ticket: "Notre numéro pour ce dossier : {ticket}. Merci de l’indiquer dans votre réponse.",
    attached: "Le fichier joint servers.csv donne la liste de tous les serveurs.",
};

static DUTCH: Words = Words {
    subject: [
        "Uw Microsoft Exchange-server loopt risico: {name}",
        "{servers} van uw Microsoft Exchange-servers lopen risico: {name}",
    ],
    subject_possible: [
        "Controleer alstublieft uw Microsoft Exchange-server: {name}",
        "Controleer alstublieft {servers} van uw Microsoft Exchange-servers: {name}",
    ],
    greeting: "Ter attentie van {name},",
    intro: [
        "Een Microsoft Exchange-server op het internet die van u lijkt te zijn, \
         loopt risico: {why}. Dit bericht zegt wat er gezien is, wat het \
         betekent en wat u kunt doen. Geef het vandaag nog door aan wie uw e-mail beheert.",
        "{servers} Microsoft Exchange-servers op het internet die van u lijken te zijn, \
         lopen risico: {why}. Dit bericht zegt wat er gezien is, \
         wat het betekent en wat u kunt doen. Geef het vandaag nog door aan wie uw e-mail beheert.",
    ],
    lacks: ["er ontbreken beveiligingsupdates", "er ontbreken beveiligingsupdates"],
    ended: [
        "voor zijn versie worden geen beveiligingsupdates meer gemaakt",
        "voor hun versies worden geen beveiligingsupdates meer gemaakt",
    ],
    intro_possible: [
        "Een Microsoft Exchange-server op het internet lijkt van u te zijn. Van \
         buitenaf is niet te zeggen of hij alle beveiligingsupdates heeft. Controleer het \
         alstublieft; dit bericht zegt hoe.",
        "{servers} Microsoft Exchange-servers op het internet lijken van u te \
         zijn. Van buitenaf is niet te zeggen of zij alle beveiligingsupdates hebben. Controleer \
         het alstublieft; dit bericht zegt hoe.",
    ],
    subject_breakin: [
        "In uw Microsoft Exchange-server is misschien ingebroken: {name}",
        "{servers} van uw Microsoft Exchange-servers, misschien met inbraak: {name}",
    ],
    intro_breakin: [
        "Een Microsoft Exchange-server op het internet die van u lijkt te zijn, toont tekenen van \
         inbraak. Dit bericht zegt wie wat gemeld heeft en wat u eerst moet doen. Geef het \
         meteen door aan wie uw e-mail beheert en aan wie incidenten behandelt.",
        "Van {servers} Microsoft Exchange-servers op het internet die van u lijken te zijn, toont \
         er minstens één tekenen van inbraak. Dit bericht zegt wie wat gemeld heeft en wat u eerst \
         moet doen. Geef het meteen door aan wie uw e-mail beheert en aan wie incidenten \
         behandelt.",
    ],
    breakin: "Door {by} is een teken van inbraak op deze server gemeld, gezien op {time} UTC: \
              {what}. Beschouw de server als gecompromitteerd tot het tegendeel blijkt. Een \
              update alleen verwijdert geen indringer.",
    breakin_undated: "Door {by} is zonder datum een teken van inbraak op deze server gemeld: \
                      {what}. Beschouw de server als gecompromitteerd tot het tegendeel blijkt. \
                      Een update alleen verwijdert geen indringer.",
    breakin_first: "Wat u eerst moet doen, vóór elke update",
    breakin_steps: [
        "Haal de server van het internet, maar schakel hem niet uit en installeer hem nog niet \
         opnieuw: geheugen, schijf en logboeken zijn het bewijs.",
        "Zoek wat is achtergelaten: bestanden in de webmappen die geen update bracht, nieuwe \
         accounts, geplande taken, postvakregels, verbindingen met onbekende adressen; kijk ook \
         naar andere machines in het domein.",
        "Bel wie uw incidenten behandelt, en verander de wachtwoorden en sleutels die de server \
         kende, eerst die van de domeinbeheerders.",
        "Bouw de server opnieuw op vanuit een schone bron, met alle updates, voordat hij weer \
         bereikbaar is.",
    ],
    reminder: "Herinnering: ",
    reminds: "Wij schreven u hierover op {day}. Volgens wat sindsdien gezien is, is het nog steeds \
              zo.",
    seen: "Wat er gezien is",
    seen_at: "gezien op {time} UTC",
    told_at: "door {by} gemeld als gezien op {time} UTC",
    told_undated: "door {by} gemeld zonder datum; ontvangen op {time} UTC",
    somebody: "iemand anders",
    claims: "{by} meldt daar: {list}",
    evidence: "Aanwijzing:",
    means: "Wat het betekent",
    open: "Open kwetsbaarheden:",
    open_possible: "Mogelijk open kwetsbaarheden:",
    more: "en {count} andere; de link hieronder toont ze allemaal",
    used: "gebruikt bij aanvallen",
    since: "Inbraak was mogelijk sinds:",
    since_possible: "Inbraak was misschien mogelijk sinds:",
    act: "Wat te doen",
    besides: "Te bevestigen: een versie toont het niet",
    check: "Controleer het zelf",
    check_why: "Open deze link. De pagina beoordeelt de versie in uw eigen browser en verstuurt \
                niets; voer er na de update de nieuwe versie in.",
    how: "Hoe wij dit weten",
    how_text: "Wij vroegen uw server om pagina's die hij aan iedereen toont, zoals een browser \
               dat doet, en lazen de versie die hij daarbij geeft. Wij hebben niet ingelogd, geen \
               wachtwoord en geen aanval geprobeerd en niets veranderd.",
    how_told: "Waar ‘gemeld’ staat, hebben wij uw server niets gevraagd: de waarneming komt uit \
               een scan of rapport van iemand anders die ons gegeven is. Wat dit bericht erover \
               zegt, lazen wij daarin; of het nog klopt, ziet u op de server zelf.",
    answer: "Is dit niet uw server, is hij intussen bijgewerkt, of moeten wij iemand anders \
             schrijven? Een kort antwoord aan {mail} volstaat; antwoord daar ook als u niet meer \
             gecontroleerd wilt worden.",
    basis: "Oordeel voor {day}. Database tot en met {facts} (expatch {version}, SHA-256 {digest}).",
    scanner: "Onze aanvragen komen van {scanner}",
    ticket: "Ons nummer hiervoor: {ticket}. Noem het alstublieft in uw antwoord.",
    attached: "Het bijgevoegde bestand servers.csv noemt alle servers.",
};

static GERMAN: Words = Words {
    subject: [
        "Ihr Microsoft-Exchange-Server ist gefährdet: {name}",
        "{servers} Ihrer Microsoft-Exchange-Server sind gefährdet: {name}",
    ],
    subject_possible: [
        "Bitte prüfen Sie Ihren Microsoft-Exchange-Server: {name}",
        "Bitte prüfen Sie {servers} Ihrer Microsoft-Exchange-Server: {name}",
    ],
    greeting: "An die Verantwortlichen bei {name},",
    intro: [
        "ein Microsoft-Exchange-Server im Internet, der Ihrer zu sein scheint, ist gefährdet: {why}. Diese Nachricht sagt, was \
         gesehen wurde, was es bedeutet und was zu tun ist. Bitte geben Sie sie noch heute an die \
         weiter, die Ihre E-Mail betreiben.",
        "{servers} Microsoft-Exchange-Server im Internet, die Ihre zu sein scheinen, sind \
         gefährdet: {why}. Diese Nachricht sagt, was \
         gesehen wurde, was es bedeutet und was zu tun ist. Bitte geben Sie sie noch heute an \
         die weiter, die Ihre E-Mail betreiben.",
    ],
    lacks: ["Ihm fehlen Sicherheitsupdates", "Ihnen fehlen Sicherheitsupdates"],
    ended: [
        "Für seine Version gibt es keine Sicherheitsupdates mehr",
        "Für ihre Versionen gibt es keine Sicherheitsupdates mehr",
    ],
    intro_possible: [
        "ein Microsoft-Exchange-Server im Internet scheint Ihrer zu sein. Von außen lässt sich nicht sagen, ob er alle Sicherheitsupdates hat. Bitte \
         prüfen Sie es; diese Nachricht sagt, wie.",
        "{servers} Microsoft-Exchange-Server im Internet scheinen Ihre zu sein. Von außen lässt sich nicht sagen, ob sie alle Sicherheitsupdates haben. Bitte \
         prüfen Sie es; diese Nachricht sagt, wie.",
    ],
    subject_breakin: [
        "In Ihren Microsoft-Exchange-Server wurde vielleicht eingebrochen: {name}",
        "{servers} Ihrer Microsoft-Exchange-Server, vielleicht mit Einbruch: {name}",
    ],
    intro_breakin: [
        "ein Microsoft-Exchange-Server im Internet, der Ihrer zu sein scheint, zeigt Anzeichen \
         eines Einbruchs. Diese Nachricht sagt, wer was gemeldet hat und was zuerst zu tun ist. \
         Bitte geben Sie sie sofort an die weiter, die Ihre E-Mail betreiben und Vorfälle \
         behandeln.",
        "von {servers} Microsoft-Exchange-Servern im Internet, die Ihre zu sein scheinen, zeigt \
         mindestens einer Anzeichen eines Einbruchs. Diese Nachricht sagt, wer was gemeldet hat \
         und was zuerst zu tun ist. Bitte geben Sie sie sofort an die weiter, die Ihre E-Mail \
         betreiben und Vorfälle behandeln.",
    ],
    breakin: "Von {by} wurde ein Anzeichen eines Einbruchs auf diesem Server gemeldet, gesehen am \
              {time} UTC: {what}. Behandeln Sie den Server als kompromittiert, bis das Gegenteil \
              gezeigt ist. Ein Update allein entfernt keinen Eindringling.",
    breakin_undated: "Von {by} wurde ohne Datum ein Anzeichen eines Einbruchs auf diesem Server \
                      gemeldet: {what}. Behandeln Sie den Server als kompromittiert, bis das \
                      Gegenteil gezeigt ist. Ein Update allein entfernt keinen Eindringling.",
    breakin_first: "Was zuerst zu tun ist, vor jedem Update",
    breakin_steps: [
        "Nehmen Sie den Server vom Internet, aber schalten Sie ihn nicht aus und installieren Sie \
         ihn noch nicht neu: Speicher, Platte und Protokolle sind die Beweise.",
        "Suchen Sie, was zurückgelassen wurde: Dateien in den Webordnern, die kein Update gebracht \
         hat, neue Konten, geplante Aufgaben, Postfachregeln, Verbindungen zu unbekannten \
         Adressen; sehen Sie auch andere Maschinen der Domäne an.",
        "Rufen Sie die, die für Sie Vorfälle behandeln, und ändern Sie die Passwörter und \
         Schlüssel, die der Server kannte, zuerst die der Domänenadministratoren.",
        "Bauen Sie den Server aus einer sauberen Quelle mit allen Updates neu auf, bevor er wieder \
         erreichbar ist.",
    ],
    reminder: "Erinnerung: ",
    reminds: "Wir haben Ihnen am {day} darüber geschrieben. Nach dem, was seither gesehen wurde, \
              ist es noch immer so.",
    seen: "Was gesehen wurde",
    seen_at: "gesehen am {time} UTC",
    told_at: "von {by} als am {time} UTC gesehen gemeldet",
    told_undated: "von {by} ohne Datum gemeldet; uns am {time} UTC mitgeteilt",
    somebody: "anderen",
    claims: "{by} meldet dort: {list}",
    evidence: "Beleg:",
    means: "Was es bedeutet",
    open: "Offene Schwachstellen:",
    open_possible: "Möglicherweise offene Schwachstellen:",
    more: "und {count} weitere; der Link unten zeigt alle",
    used: "wird für Angriffe benutzt",
    since: "Ein Einbruch war möglich seit:",
    since_possible: "Ein Einbruch war vielleicht möglich seit:",
    act: "Was zu tun ist",
    besides: "Zu bestätigen: Eine Version zeigt es nicht",
    check: "Prüfen Sie selbst",
    check_why: "Öffnen Sie diesen Link. Die Seite beurteilt die Version in Ihrem eigenen Browser \
                und sendet nichts; geben Sie dort nach dem Update die neue Version ein.",
    how: "Woher wir es wissen",
    how_text: "Wir haben Ihren Server um Seiten gebeten, die er jedem zeigt, wie es ein Browser \
               tut, und die Version gelesen, die er dabei angibt. Wir haben uns nicht angemeldet, \
               kein Passwort und keinen Angriff versucht und nichts verändert.",
    how_told: "Wo „gemeldet“ steht, haben wir Ihren Server nicht gefragt: Die Beobachtung stammt \
               aus einem Scan oder Bericht anderer, der uns gegeben wurde. Was diese Nachricht \
               darüber sagt, haben wir dort gelesen; ob es noch stimmt, sehen Sie am Server selbst.",
    answer: "Ist das nicht Ihr Server, wurde er inzwischen aktualisiert, oder sollen wir jemand \
             anderem schreiben? Eine kurze Antwort an {mail} genügt; antworten Sie dort auch, wenn \
             Sie nicht mehr geprüft werden wollen.",
    basis: "Urteil für den {day}. Datenbank bis {facts} (expatch {version}, SHA-256 \
            {digest}).",
    scanner: "Unsere Anfragen kommen von {scanner}",
    ticket: "Unsere Nummer dafür: {ticket}. Bitte nennen Sie sie in Ihrer Antwort.",
    attached: "Die angehängte Datei servers.csv nennt alle Server.",
};
