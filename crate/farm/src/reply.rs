//! What Exchange front ends and other web servers say to a path.

use crate::site::Kind;
use crate::site::Site;
use crate::site::Style;
use expatch::Build;
use expatch_probe::order::mix;

/// An answer before it is put on the wire.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Reply {
    /// Status code and reason.
    pub status: (u16, &'static str),
    /// Header fields.
    pub fields: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
}

impl Reply {
    fn new(status: (u16, &'static str), server: &str) -> Self {
        let fields = vec![("Server", server.to_owned())];
        Self { status, fields, body: String::new() }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    fn page(self, body: String) -> Self {
        Self { body, ..self.with("Content-Type", "text/html; charset=utf-8") }
    }

    /// The bytes of an answer over HTTP/1.1.
    pub fn bytes(&self) -> Vec<u8> {
        let mut text = format!("HTTP/1.1 {} {}\r\n", self.status.0, self.status.1);
        for (name, value) in &self.fields {
            text += &format!("{name}: {value}\r\n");
        }
        text += &format!("Content-Length: {}\r\n\r\n{}", self.body.len(), self.body);
        text.into_bytes()
    }
}

/// The answer of a site to a path; `None` where it says nothing that HTTP knows.
pub fn reply(site: &Site, path: &str) -> Option<Reply> {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    match site.kind {
        Kind::Exchange(build, style) => Some(exchange(site, build, style, path, query)),
        Kind::Other(which) => Some(other(which, path)),
        Kind::Hostile(_) | Kind::Silent => None,
    }
}

fn exchange(site: &Site, build: Build, style: Style, path: &str, query: &str) -> Reply {
    let iis = match (build.major(), build.minor()) {
        (..=14, _) => "Microsoft-IIS/7.5",
        (_, 0) => "Microsoft-IIS/8.5",
        _ => "Microsoft-IIS/10.0",
    };
    let path = path.to_ascii_lowercase();
    let is_logon = path == "/owa/auth/logon.aspx" || path == "/owa/auth/logon.aspx/";
    let front = |status| front_end(site, Reply::new(status, iis));
    match style {
        Style::Autodiscover if path.starts_with("/owa") || path.starts_with("/ecp") => {
            Reply::new((404, "Not Found"), iis).page("<h1>404 - Not Found</h1>".to_owned())
        }
        // The front door, where scanners knock that do not know the logon page.
        _ if path == "/owa" || path == "/owa/" => {
            front((302, "Found")).with("Location", "/owa/auth/logon.aspx?url=%2fowa%2f&reason=0")
        }
        Style::Redirected if is_logon && !query.contains("replaceCurrent") => {
            front((302, "Found")).with("Location", "/owa/auth/logon.aspx?replaceCurrent=1")
        }
        _ if is_logon => {
            let reply = match style {
                Style::Hidden => front((200, "OK")).with("X-OWA-Version", ""),
                Style::Service | Style::Path | Style::Tool => front((200, "OK")),
                _ => front((200, "OK")).with("X-OWA-Version", build.to_string()),
            };
            reply.page(logon_page(build, style))
        }
        _ if path == "/owa/service.svc" && build.major() >= 15 => match style {
            Style::Path | Style::Tool | Style::Hidden => front((440, "Login Timeout")),
            _ => front((440, "Login Timeout")).with("X-OWA-Version", build.to_string()),
        },
        _ if path == "/autodiscover/autodiscover.xml" => {
            let reply = front((401, "Unauthorized"))
                .with("WWW-Authenticate", "Negotiate")
                .with("WWW-Authenticate", "NTLM");
            match style {
                Style::Path | Style::Tool | Style::Hidden => reply,
                _ => reply.with("X-OWA-Version", build.to_string()),
            }
        }
        Style::Tool if path.starts_with("/ecp/current/exporttool/") => Reply {
            body: manifest(build),
            ..front((200, "OK")).with("Content-Type", "application/x-ms-application")
        },
        _ => front((404, "Not Found")),
    }
}

fn front_end(site: &Site, reply: Reply) -> Reply {
    let draw = mix(site.number.into());
    let id = format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        draw >> 32,
        draw >> 16 & 0xffff,
        draw & 0xfff,
        draw >> 20 & 0xfff,
        mix(draw) >> 16
    );
    let reply = reply
        .with("Cache-Control", "no-cache, no-store")
        .with("Pragma", "no-cache")
        .with("Expires", "-1")
        .with("request-id", id)
        .with("X-AspNet-Version", "4.0.30319")
        .with("X-Powered-By", "ASP.NET");
    if site.build().is_some_and(|build| build.major() >= 15) {
        reply.with("X-FEServer", format!("EX{:05}", site.number % 100_000))
    } else {
        reply
    }
}

fn logon_page(build: Build, style: Style) -> String {
    let folder = match style {
        Style::Hidden => "/owa/auth/themes".to_owned(),
        _ if build.major() < 15 => format!("/owa/{build}/themes"),
        _ => format!("/owa/auth/{}/themes", build.prefix()),
    };
    format!(
        "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">\r\n\
         <!-- OwaPage = ASP.auth_logon_aspx -->\r\n<html>\r\n<head>\r\n\
         <link rel=\"shortcut icon\" href=\"{folder}/resources/favicon.ico\" type=\"image/x-icon\">\r\n\
         <title>Outlook</title>\r\n<style>\r\n@font-face {{ font-family: \"wf_segoe-ui_normal\";\r\n\
         src: url(\"{folder}/resources/segoeui-regular.ttf\") format(\"truetype\"); }}\r\n</style>\r\n\
         </head>\r\n<body class=\"signInBg\"><form action=\"/owa/auth.owa\" method=\"POST\" \
         name=\"logonForm\"><input name=\"username\"><input name=\"password\" type=\"password\">\
         </form></body>\r\n</html>\r\n"
    )
}

fn manifest(build: Build) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<asmv1:assembly manifestVersion=\"1.0\">\r\n\
         <assemblyIdentity name=\"microsoft.exchange.ediscovery.exporttool.application\" \
         version=\"{build}\" publicKeyToken=\"b1d1a6c45aa418ce\" language=\"neutral\" \
         processorArchitecture=\"msil\" xmlns=\"urn:schemas-microsoft-com:asm.v1\" />\r\n\
         </asmv1:assembly>\r\n"
    )
}

fn other(which: u8, path: &str) -> Reply {
    let missing = (404, "Not Found");
    match which % 6 {
        0 => Reply::new(missing, "nginx/1.18.0").page("<center><h1>404</h1></center>".to_owned()),
        1 => Reply::new(missing, "Apache/2.4.52 (Debian)").page("<h1>Not Found</h1>".to_owned()),
        2 => Reply::new(missing, "Microsoft-IIS/10.0")
            .with("X-Powered-By", "ASP.NET")
            .page("<h1>404 - File or directory not found.</h1>".to_owned()),
        3 => Reply::new((200, "OK"), "lighttpd")
            .page(format!("<title>Router 15.1</title><p>Firmware 15.1.3.12</p><p>{path}</p>")),
        4 => Reply::new((302, "Found"), "nginx").with("Location", "/login?next=/owa/"),
        _ => Reply::new((401, "Unauthorized"), "Microsoft-IIS/10.0")
            .with("MicrosoftSharePointTeamServices", "15.0.0.4569")
            .with("WWW-Authenticate", "NTLM"),
    }
}
