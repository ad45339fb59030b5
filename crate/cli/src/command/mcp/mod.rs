//! `expatch mcp`: the same answers for assistants, over the Model Context Protocol
//! on standard input and output. The protocol is `rmcp`'s; here is what is asked.

mod assess;
mod facts;

use crate::database::DatabaseArguments;
use crate::exit;
use crate::exit::Failure;
use crate::exit::Outcome;
use clap::Args;
use expatch::Database;
use rmcp::ErrorData;
use rmcp::RoleServer;
use rmcp::ServerHandler;
use rmcp::ServiceExt;
use rmcp::handler::server::tool::schema_for_type;
use rmcp::model::CallToolRequestParams;
use rmcp::model::CallToolResponse;
use rmcp::model::CallToolResult;
use rmcp::model::ContentBlock;
use rmcp::model::Implementation;
use rmcp::model::ListToolsResult;
use rmcp::model::PaginatedRequestParams;
use rmcp::model::ServerCapabilities;
use rmcp::model::ServerConfig;
use rmcp::model::Tool;
use rmcp::model::ToolAnnotations;
use rmcp::schemars::JsonSchema;
use rmcp::service::RequestContext;
use rmcp::service::ServerInitializeError;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::io::IsTerminal;
use std::process::ExitCode;

/// Answer assistants over the Model Context Protocol, on standard input and output
///
/// Three tools, `assess`, `releases` and `cve`: they read the facts on this machine,
/// change nothing and send nothing. A text has at most 1 MiB, an answer about 64 KiB.
/// An assistant starts this command itself: `{"mcpServers": {"expatch": {"command":
/// "expatch", "args": ["mcp"]}}}`.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(flatten)]
    database: DatabaseArguments,
}

/// Bytes of an answer's data; beyond that it says what was left out.
const MOST: usize = 48 << 10;

const ABOUT: &str = "Says whether Microsoft Exchange servers are patched, from any text that shows a \
    version (response headers, OWA pages, mail headers, PowerShell output, scan results, a bare \
    build). Answers name the day of the facts; repeat it, and do not call a server patched where \
    `patched` is not `yes`.";

struct Server {
    database: Database<'static>,
}

/// What a tool gives back, or why it gives nothing: words that the assistant reads.
type Answer = Result<CallToolResult, String>;

impl Arguments {
    pub(crate) fn run(self) -> Outcome {
        let database = self.database.open_for(crate::clock::today())?;
        if std::io::stdin().is_terminal() {
            eprintln!(
                "expatch: waiting for an assistant that speaks MCP; see `expatch mcp --help`. \
                 Ctrl+C stops"
            );
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::new(exit::BUG, format!("cannot start: {error}")))?;
        let served = runtime.block_on(async {
            let service = Server { database }.serve(rmcp::transport::stdio_pipes()).await;
            let service = service.map_err(began_badly)?;
            let ended = service.waiting().await;
            ended.map_err(|error| Failure::new(exit::BUG, error.to_string()))
        });
        // A read of standard input that waits must not keep the process.
        runtime.shutdown_background();
        served.map(|_| ExitCode::SUCCESS)
    }
}

fn began_badly(error: ServerInitializeError) -> Failure {
    let why = match error {
        ServerInitializeError::ConnectionClosed(_) => {
            "input ended before it was initialised".into()
        }
        other => other.to_string(),
    };
    Failure::unreadable(format!("no assistant speaks MCP here: {why}; `expatch check` reads texts"))
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let name = Implementation::new("expatch", env!("CARGO_PKG_VERSION"));
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(name)
            .with_instructions(ABOUT)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(vec![
            tool::<assess::Question>(
                "assess",
                "Is this Exchange server patched? Reads a text and says for each server in it: \
                 build, verdict, what is open, what to do next.",
            ),
            tool::<facts::Releases>(
                "releases",
                "Exchange releases: builds, names, dates, KB articles, sources.",
            ),
            tool::<facts::Vulnerabilities>(
                "cve",
                "Exchange vulnerabilities: whether attackers use them, and for one of them the \
                 build that fixes it for each baseline.",
            ),
        ]))
    }

    async fn call_tool(
        &self,
        call: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = Value::Object(call.arguments.unwrap_or_default());
        let answer = match &*call.name {
            "assess" => asked(arguments).and_then(|asked| assess::answer(&self.database, asked)),
            "releases" => asked(arguments).and_then(|asked| facts::releases(&self.database, asked)),
            "cve" => {
                asked(arguments).and_then(|asked| facts::vulnerabilities(&self.database, asked))
            }
            other => {
                let why = format!("no tool {other}: there are assess, releases and cve");
                return Err(ErrorData::invalid_params(why, None));
            }
        };
        // As a result, not as an error of the protocol: assistants read only the former.
        let told = |why| CallToolResult::error(vec![ContentBlock::text(why)]);
        Ok(answer.unwrap_or_else(told).into())
    }
}

fn tool<T: JsonSchema + 'static>(name: &'static str, about: &'static str) -> Tool {
    let hints = ToolAnnotations::new().read_only(true).idempotent(true).open_world(false);
    Tool::new(name, about, schema_for_type::<T>()).with_annotations(hints.destructive(false))
}

fn asked<T: DeserializeOwned>(arguments: Value) -> Result<T, String> {
    serde_json::from_value(arguments).map_err(|error| format!("the arguments: {error}"))
}
