//! The words around a verdict; the verdict itself comes from the core in the
//! same language.

use expatch::Language;

/// Words of one language. `{}` in braces is filled in.
pub(super) struct Words {
    /// For one server and for several.
    pub(super) subject: [&'static str; 2],
    /// Where nothing is certain.
    pub(super) subject_possible: [&'static str; 2],
    pub(super) greeting: &'static str,
    pub(super) intro: [&'static str; 2],
    pub(super) intro_possible: [&'static str; 2],
    pub(super) seen: &'static str,
    pub(super) seen_at: &'static str,
    /// Where somebody else saw it.
    pub(super) told_at: &'static str,
    pub(super) evidence: &'static str,
    pub(super) means: &'static str,
    pub(super) open: &'static str,
    /// Where none is open for certain.
    pub(super) open_possible: &'static str,
    pub(super) more: &'static str,
    pub(super) used: &'static str,
    pub(super) since: &'static str,
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
    pub(super) handling: &'static str,
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
        "A Microsoft Exchange server on the Internet that appears to be yours is at risk: it lacks \
         security fixes. This message says what was seen, what it means and \
         what to do. Please pass it on today to whoever runs your mail.",
        "{servers} Microsoft Exchange servers on the Internet that appear to be yours are at risk: \
         they lack security fixes. This message says what was seen, what it \
         means and what to do. Please pass it on today to whoever runs your mail.",
    ],
    intro_possible: [
        "A Microsoft Exchange server on the Internet appears to be yours. From \
         outside it cannot be told whether it has all security fixes. Please check; this message \
         says how.",
        "{servers} Microsoft Exchange servers on the Internet appear to be yours. \
         From outside it cannot be told whether they have all security fixes. Please check; this \
         message says how.",
    ],
    seen: "What was seen",
    seen_at: "seen on {time} UTC",
    told_at: "reported as seen on {time} UTC",
    evidence: "Evidence:",
    means: "What it means",
    open: "Open vulnerabilities:",
    open_possible: "Possibly open vulnerabilities:",
    more: "and {count} more; the link below lists them all",
    used: "used in attacks",
    since: "A break-in was possible since:",
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
               report of somebody else that was given to us. We read the version in it; whether \
               it still holds, you see on the server itself.",
    answer: "Is this not your server, has it been updated since, or should we write to somebody \
             else? A short answer to {mail} is enough; answer there too if you do not want to be \
             checked again.",
    basis: "Verdict for {day}. Database up to {facts} (expatch {version}, SHA-256 {digest}).",
    handling: "TLP:AMBER: for your organisation and those who run its mail; not for publication.",
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
         est à risque : il lui manque des correctifs de sécurité. Ce message dit ce qui a \
         été vu, ce que cela signifie et ce qu’il faut faire. Merci de le transmettre \
         aujourd’hui aux personnes qui gèrent votre messagerie.",
        "{servers} serveurs Microsoft Exchange visibles sur Internet, qui semblent être les vôtres, \
         sont à risque : il leur manque des correctifs de sécurité. Ce message \
         dit ce qui a été vu, ce que cela signifie et ce qu’il faut faire. Merci de le \
         transmettre aujourd’hui aux personnes qui gèrent votre messagerie.",
    ],
    intro_possible: [
        "Un serveur Microsoft Exchange visible sur Internet semble être le vôtre. \
         De l’extérieur, on ne peut pas dire s’il a tous les correctifs de sécurité. Merci de le \
         vérifier ; ce message dit comment.",
        "{servers} serveurs Microsoft Exchange visibles sur Internet semblent être \
         les vôtres. De l’extérieur, on ne peut pas dire s’ils ont tous les correctifs de \
         sécurité. Merci de le vérifier ; ce message dit comment.",
    ],
    seen: "Ce qui a été vu",
    seen_at: "vu le {time} UTC",
    told_at: "signalé comme vu le {time} UTC",
    evidence: "Indice\u{a0}:",
    means: "Ce que cela signifie",
    open: "Vulnérabilités non corrigées\u{a0}:",
    open_possible: "Vulnérabilités peut-être non corrigées\u{a0}:",
    more: "et {count} autres ; le lien ci-dessous les donne toutes",
    used: "utilisée dans des attaques",
    since: "Une intrusion était possible depuis\u{a0}:",
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
               Nous y avons lu la version ; le serveur lui-même montre si elle vaut encore.",
    answer: "Ce serveur n’est pas le vôtre, il a été mis à jour depuis, ou nous devrions écrire à \
             quelqu’un d’autre ? Une courte réponse à {mail} suffit ; répondez-y aussi si vous ne \
             souhaitez plus être vérifié.",
    basis: "Verdict au {day}. Base de données jusqu’au {facts} (expatch {version}, SHA-256 {digest}).",
    handling: "TLP:AMBER : pour votre organisation et celles et ceux qui gèrent sa messagerie ; \
               ne pas publier.",
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
         loopt risico: er ontbreken beveiligingsupdates. Dit bericht zegt wat er gezien is, wat het \
         betekent en wat u kunt doen. Geef het vandaag nog door aan wie uw e-mail beheert.",
        "{servers} Microsoft Exchange-servers op het internet die van u lijken te zijn, \
         lopen risico: er ontbreken beveiligingsupdates. Dit bericht zegt wat er gezien is, \
         wat het betekent en wat u kunt doen. Geef het vandaag nog door aan wie uw e-mail beheert.",
    ],
    intro_possible: [
        "Een Microsoft Exchange-server op het internet lijkt van u te zijn. Van \
         buitenaf is niet te zeggen of hij alle beveiligingsupdates heeft. Controleer het \
         alstublieft; dit bericht zegt hoe.",
        "{servers} Microsoft Exchange-servers op het internet lijken van u te \
         zijn. Van buitenaf is niet te zeggen of zij alle beveiligingsupdates hebben. Controleer \
         het alstublieft; dit bericht zegt hoe.",
    ],
    seen: "Wat er gezien is",
    seen_at: "gezien op {time} UTC",
    told_at: "gemeld als gezien op {time} UTC",
    evidence: "Aanwijzing:",
    means: "Wat het betekent",
    open: "Open kwetsbaarheden:",
    open_possible: "Mogelijk open kwetsbaarheden:",
    more: "en {count} andere; de link hieronder toont ze allemaal",
    used: "gebruikt bij aanvallen",
    since: "Inbraak was mogelijk sinds:",
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
               een scan of rapport van iemand anders die ons gegeven is. Wij lazen daarin de \
               versie; of die nog klopt, ziet u op de server zelf.",
    answer: "Is dit niet uw server, is hij intussen bijgewerkt, of moeten wij iemand anders \
             schrijven? Een kort antwoord aan {mail} volstaat; antwoord daar ook als u niet meer \
             gecontroleerd wilt worden.",
    basis: "Oordeel voor {day}. Database tot en met {facts} (expatch {version}, SHA-256 {digest}).",
    handling: "TLP:AMBER: voor uw organisatie en wie haar e-mail beheert; niet publiceren.",
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
        "ein Microsoft-Exchange-Server im Internet, der Ihrer zu sein scheint, ist gefährdet: Ihm fehlen Sicherheitsupdates. Diese Nachricht sagt, was \
         gesehen wurde, was es bedeutet und was zu tun ist. Bitte geben Sie sie noch heute an die \
         weiter, die Ihre E-Mail betreiben.",
        "{servers} Microsoft-Exchange-Server im Internet, die Ihre zu sein scheinen, sind \
         gefährdet: Ihnen fehlen Sicherheitsupdates. Diese Nachricht sagt, was \
         gesehen wurde, was es bedeutet und was zu tun ist. Bitte geben Sie sie noch heute an \
         die weiter, die Ihre E-Mail betreiben.",
    ],
    intro_possible: [
        "ein Microsoft-Exchange-Server im Internet scheint Ihrer zu sein. Von außen lässt sich nicht sagen, ob er alle Sicherheitsupdates hat. Bitte \
         prüfen Sie es; diese Nachricht sagt, wie.",
        "{servers} Microsoft-Exchange-Server im Internet scheinen Ihre zu sein. Von außen lässt sich nicht sagen, ob sie alle Sicherheitsupdates haben. Bitte \
         prüfen Sie es; diese Nachricht sagt, wie.",
    ],
    seen: "Was gesehen wurde",
    seen_at: "gesehen am {time} UTC",
    told_at: "als am {time} UTC gesehen gemeldet",
    evidence: "Beleg:",
    means: "Was es bedeutet",
    open: "Offene Schwachstellen:",
    open_possible: "Möglicherweise offene Schwachstellen:",
    more: "und {count} weitere; der Link unten zeigt alle",
    used: "wird für Angriffe benutzt",
    since: "Ein Einbruch war möglich seit:",
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
               aus einem Scan oder Bericht anderer, der uns gegeben wurde. Wir haben darin die \
               Version gelesen; ob sie noch stimmt, sehen Sie am Server selbst.",
    answer: "Ist das nicht Ihr Server, wurde er inzwischen aktualisiert, oder sollen wir jemand \
             anderem schreiben? Eine kurze Antwort an {mail} genügt; antworten Sie dort auch, wenn \
             Sie nicht mehr geprüft werden wollen.",
    basis: "Urteil für den {day}. Datenbank bis {facts} (expatch {version}, SHA-256 \
            {digest}).",
    handling: "TLP:AMBER: für Ihre Organisation und die, die ihre E-Mail betreiben; nicht zur \
               Veröffentlichung.",
};
