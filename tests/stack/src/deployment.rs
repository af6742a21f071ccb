//! A deployed stack: code and templates uploaded, CloudFormation waited for.

use std::path::PathBuf;
use std::time::Duration;

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_sdk_cloudformation::types::{Capability, Parameter, StackStatus};
use aws_sdk_s3::primitives::ByteStream;
use roster_aws::{Clients, Stack};
use tokio::time::sleep;

use crate::tools::root;
use crate::{Bootstraps, Failure, MiniStack, Tools, template};

/// What the stack is called.
pub const STACK_NAME: &str = "rollcall-dev";
/// The variable that names the folder that a function which only echoes writes into.
pub const ECHOED: &str = "ROLLCALL_ECHO";
/// Where code and templates are uploaded.
const CODE: &str = "code";

/// The stack on a MiniStack of its own.
#[derive(Debug)]
pub struct Deployment {
    /// The emulator; dropping it ends everything.
    pub ministack: MiniStack,
    /// Clients that may do everything there.
    pub clients: Clients,
    /// The stack's names.
    pub stack: Stack,
    /// What functions that only echo have got; empty otherwise.
    pub echoes: PathBuf,
}

impl Deployment {
    /// Starts MiniStack (on `port`, or on a free one) and deploys the stack with these functions.
    pub async fn start(
        tools: &Tools,
        bootstraps: &Bootstraps,
        port: Option<u16>,
    ) -> Result<Deployment, Failure> {
        let mut template = template::translated(tools)?;
        let ministack = MiniStack::start(&tools.ministack, port).await?;
        let echoes = ministack.folder().join("echoes");
        std::fs::create_dir(&echoes)?;
        template::change(&mut template, &ministack.url(), echoes.to_str());
        let clients = clients(&ministack.url()).await;
        upload(&clients, bootstraps, &template.to_string()).await?;
        create(&clients, &ministack.url()).await?;
        let stack = Stack::of_deployed(&clients, STACK_NAME).await?;
        Ok(Deployment { ministack, clients, stack, echoes })
    }
}

/// Clients of an endpoint on loopback.
async fn clients(url: &str) -> Clients {
    let config = aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(url)
        .region(Region::from_static("us-east-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "MiniStack"))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .load()
        .await;
    Clients::with(config)
}

async fn upload(clients: &Clients, bootstraps: &Bootstraps, template: &str) -> Result<(), Failure> {
    let s3 = clients.s3();
    s3.create_bucket().bucket(CODE).send().await?;
    let mut files: Vec<(String, Vec<u8>)> =
        bootstraps.archives()?.into_iter().map(|(name, zip)| (format!("{name}.zip"), zip)).collect();
    files.push(("alarms.yaml".to_owned(), std::fs::read(root().join("infra/alarms.yaml"))?));
    files.push(("template.json".to_owned(), template.as_bytes().to_vec()));
    for (key, bytes) in files {
        s3.put_object().bucket(CODE).key(key).body(ByteStream::from(bytes)).send().await?;
    }
    Ok(())
}

async fn create(clients: &Clients, url: &str) -> Result<(), Failure> {
    let cloudformation = clients.cloudformation();
    let parameters = template::PARAMETERS
        .iter()
        .map(|(key, value)| Parameter::builder().parameter_key(*key).parameter_value(*value).build());
    cloudformation
        .create_stack()
        .stack_name(STACK_NAME)
        .template_url(format!("{url}/{CODE}/template.json"))
        .capabilities(Capability::CapabilityIam)
        .set_parameters(Some(parameters.collect()))
        .send()
        .await?;
    loop {
        let answer = cloudformation.describe_stacks().stack_name(STACK_NAME).send().await?;
        let status = answer.stacks().first().and_then(|stack| stack.stack_status()).cloned();
        match status {
            Some(StackStatus::CreateInProgress) => sleep(Duration::from_millis(100)).await,
            Some(StackStatus::CreateComplete) => return Ok(()),
            other => return Err(format!("{other:?}: {}", reasons(clients).await).into()),
        }
    }
}

async fn reasons(clients: &Clients) -> String {
    let call = clients.cloudformation().describe_stack_events().stack_name(STACK_NAME);
    let Ok(answer) = call.send().await else { return "no events".to_owned() };
    let failed = answer
        .stack_events()
        .iter()
        .filter(|e| e.resource_status().is_some_and(|status| status.as_str().ends_with("FAILED")));
    let line = |e: &aws_sdk_cloudformation::types::StackEvent| {
        let text = |text: Option<&str>| text.unwrap_or("?").to_owned();
        format!("{}: {}", text(e.logical_resource_id()), text(e.resource_status_reason()))
    };
    failed.map(line).collect::<Vec<_>>().join("; ")
}
