//! Mail hops and greetings.

use crate::check;

#[test]
fn mail_hops() {
    check(&[
        (
            "Received: from a (10.0.0.1) by EX1.example.org (10.0.0.2) with\r\n Microsoft SMTP Server (TLS) id 15.0.1497.42; x\r\n\
             Received: from EX1.example.org ([::1]) by EX1.example.org ([::1]) with mapi id 15.00.1497.044; x",
            "EX1.example.org ~15.0.1497.44",
        ),
        (
            "Received: from a by X.prod.outlook.com (::1) with Microsoft SMTP Server id 15.20.1.2; x\n\
             Received: from b by EX2 with Microsoft SMTP Server id 15.2.1544.14 via Frontend Transport; y",
            "EX2 ~15.2.1544.14, X.prod.outlook.com online",
        ),
        ("Received: from x by y with Microsoft SMTPSVC(10.0.20348.1); z", "not"),
        ("X-MimeOLE: Produced By Microsoft Exchange V6.5.7226.0", "~6.5.7226.0"),
        ("X-MimeOLE: Produced By Microsoft MimeOLE V6.00.2900.2180", ""),
        ("220 mx.example.org Microsoft ESMTP MAIL Service ready at Mon", "mx.example.org ?"),
        ("220 mx Microsoft ESMTP MAIL Service, Version: 6.0.3790.4675 ready", "not"),
    ]);
}

#[test]
fn hops_of_the_internet_mail_service_are_their_hosts() {
    check(&[
        (
            "Received: by NTMAIL2 with Internet Mail Service (5.5.2657.72)\n\tid <XKA0001>; Mon",
            "NTMAIL2 ~5.5.2655.37",
        ),
        (
            "Received: from a ([192.0.2.7]) by mx.example.org with SMTP (Microsoft Exchange Internet \
             Mail Service Version 5.5.2653.13)\n\tid X1; Mon",
            "mx.example.org ~5.5.2653.0",
        ),
        // Folded between any two words.
        (
            "Received: from a ([192.0.2.7]) by\n\tmx.example.org with SMTP (Microsoft Exchange\n\t\
             Internet Mail Service\n\tVersion 5.5.2653.13)\n\tid X1; Mon",
            "mx.example.org ~5.5.2653.0",
        ),
        (
            "Received: by ONE with Internet Mail Service (5.5.2653.19)\n\tid <A>; Mon\nReceived: from b \
             ([192.0.2.8]) by two.example.org with SMTP (Microsoft Exchange Internet Mail Service \
             Version 5.5.2653.13)\n\tid B; Mon",
            "ONE ~5.5.2653.0, two.example.org ~5.5.2653.0",
        ),
    ]);
}

#[test]
fn what_a_server_offers_tells_exchange_from_windows() {
    check(&[
        (
            "220 mx.example.org Microsoft ESMTP MAIL Service, Version: 6.0.3790.3959 ready\nehlo me\n\
             250-mx.example.org Hello\n250-X-EXPS GSSAPI NTLM\n250-XEXCH50\n250 OK",
            "?",
        ),
        ("220 mx.example.org Microsoft ESMTP MAIL Service, Version: 6.0.3790.3959 ready", "not"),
        ("The extension XEXCH50 is documented in MS-OXSMTP.", ""),
    ]);
}

#[test]
fn hops_and_greetings_folded_anywhere() {
    check(&[
        (
            "> Received: from a by EX2.example.org (192.0.2.2) with mapi\n>  id 14.03.0498.000; Tue",
            "EX2.example.org ~14.3.496.0",
        ),
        // Torn apart, the number is still a hop's.
        (
            "| Received: from a by EX2.example.org with mapi |\n|  id 14.03.0498.000; Tue |",
            "~14.3.496.0",
        ),
        (
            "Received: by EX1 with Internet Mail\n\tService (5.5.2653.13)\n\tid <X>; Mon",
            "EX1 ~5.5.2653.0",
        ),
        ("X-MimeOLE: Produced By Microsoft Exchange\n V6.5.7226.0", "~6.5.7226.0"),
        ("X-MimeOLE: Produced By Microsoft\n Exchange V6.5.7226.0", "~6.5.7226.0"),
        // The bracket is UTF-16 in base64: CY4PR04CA0007.
        (
            "* OK The Microsoft Exchange IMAP4 service is ready.\n [QwBZADQAUABSADAANABDAEEAMAAwADAANwA=]",
            "online",
        ),
    ]);
}
