// Examples to click, one per kind of place people paste from. Short and real in shape.

/** @type {{ key: string, text: string }[]} */
export const EXAMPLES = [
  { key: 'build', text: '15.1.2507.6' },
  {
    key: 'header',
    text: `HTTP/2 401
server: Microsoft-IIS/10.0
x-owa-version: 15.2.1748.39
x-feserver: EX19-01
www-authenticate: Negotiate
date: Mon, 23 Nov 2026 10:12:35 GMT`,
  },
  {
    key: 'owa',
    text: `<!-- OwaPage = ASP.auth_logon_aspx -->
<html>
<head>
<link rel="shortcut icon" href="/owa/auth/15.1.2507/themes/resources/favicon.ico" type="image/x-icon">
<meta name="Robots" content="NOINDEX, NOFOLLOW">
<title>Outlook</title>`,
  },
  {
    key: 'shell',
    text: `Name                : EX01
Edition             : Standard
AdminDisplayVersion : Version 15.1 (Build 2507.6)

Name                : EX02
Edition             : Standard
AdminDisplayVersion : Version 15.2 (Build 2562.17)`,
  },
  {
    key: 'setup',
    text: `ProductVersion   FileVersion      FileName
--------------   -----------      --------
15.02.2562.053   15.02.2562.053   C:\\Program Files\\Microsoft\\Exchange Server\\V15\\bin\\ExSetup.exe`,
  },
  {
    key: 'mail',
    text: `Received: from EX01.corp.example (10.50.4.116) by EX01.corp.example
 (10.50.4.116) with Microsoft SMTP Server (version=TLS1_2,
 cipher=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256) id 15.1.2507.61; Thu, 1 Jan
 2026 10:50:55 +0100
Received: from EX01.corp.example ([10.50.4.116]) by EX01.corp.example
 ([10.50.4.116]) with mapi id 15.01.2507.061; Thu, 1 Jan 2026 10:50:55 +0100`,
  },
  {
    key: 'ews',
    text: `<s:Header><h:ServerVersionInfo MajorVersion="15" MinorVersion="0" MajorBuildNumber="1497" MinorBuildNumber="48" Version="V2_23" xmlns:h="http://schemas.microsoft.com/exchange/services/2006/types"/></s:Header>`,
  },
  {
    key: 'scan',
    text: `{"host":"mail.alpha.example","ip":"192.0.2.10","country":"BE","version":"15.2.2562.49"}
{"host":"owa.beta.example","ip":"192.0.2.22","country":"BE","version":"15.1.2176.2"}
{"host":"mx.gamma.example","ip":"192.0.2.37","country":"NL","version":"15.2.1748.43"}
{"host":"mail.delta.example","ip":"192.0.2.41","country":"DE","version":"15.0.1497.48"}`,
  },
];
