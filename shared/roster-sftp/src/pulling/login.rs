//! Proving who we are: with a key, a password, or a password as the answer to a question.

use std::sync::Arc;

use roster_pipeline::pull::{PullSecret, PullSettings, Step, Trouble};
use russh::MethodKind;
use russh::client::{AuthResult, Handle, KeyboardInteractiveAuthResponse};
use russh::keys::{PrivateKey, PrivateKeyWithHashAlg, decode_secret_key};

use super::host_key::Known;

/// Rounds of questions that are answered.
const ROUNDS: usize = 5;

/// Logs in with what there is, the key first.
pub(super) async fn login(
    handle: &mut Handle<Known>,
    settings: &PullSettings,
    secret: &PullSecret,
) -> Result<(), Trouble> {
    let user = &settings.user;
    let mut offered = Vec::new();
    if let Some(text) = &secret.private_key {
        let key = private_key(text)?;
        match with_key(handle, user, key).await.map_err(|error| went_away(settings, &error))? {
            AuthResult::Success => return Ok(()),
            AuthResult::Failure { remaining_methods, .. } => offered = remaining_methods.to_vec(),
        }
    }
    if let Some(password) = &secret.password {
        let answer = handle.authenticate_password(user, password).await;
        match answer.map_err(|error| went_away(settings, &error))? {
            AuthResult::Success => return Ok(()),
            AuthResult::Failure { remaining_methods, .. } => offered = remaining_methods.to_vec(),
        }
        if offered.contains(&MethodKind::KeyboardInteractive) {
            let answered = by_questions(handle, user, password).await;
            if answered.map_err(|error| went_away(settings, &error))? {
                return Ok(());
            }
        }
    }
    if handle.is_closed() && offered.is_empty() {
        return Err(went_away(settings, &russh::Error::HUP));
    }
    Err(not_let_in(settings, secret, &offered))
}

/// Whether a text is a private key that can be used: OpenSSH or PEM form, without a passphrase.
pub fn is_private_key(text: &str) -> bool {
    decode_secret_key(text, None).is_ok()
}

fn private_key(text: &str) -> Result<PrivateKey, Trouble> {
    decode_secret_key(text, None).map_err(|_| {
        Trouble::lasting(
            Step::Login,
            "the private key cannot be read",
            "give a key in OpenSSH or PEM form without a passphrase",
        )
    })
}

async fn with_key(
    handle: &mut Handle<Known>,
    user: &str,
    key: PrivateKey,
) -> Result<AuthResult, russh::Error> {
    let key = Arc::new(key);
    // A server that does not say what it takes is asked with SHA-2 first and with SHA-1 where that fails.
    let hashes = match key.algorithm().is_rsa() {
        true => match handle.best_supported_rsa_hash().await? {
            Some(best) => vec![best],
            None => vec![Some(russh::keys::HashAlg::Sha256), None],
        },
        false => vec![None],
    };
    let mut result =
        AuthResult::Failure { remaining_methods: russh::MethodSet::empty(), partial_success: false };
    for hash in hashes {
        let key = PrivateKeyWithHashAlg::new(Arc::clone(&key), hash);
        result = handle.authenticate_publickey(user, key).await?;
        if result.success() {
            break;
        }
    }
    Ok(result)
}

/// Every question that is not to be shown is for the password; others are left without an answer.
async fn by_questions(handle: &mut Handle<Known>, user: &str, password: &str) -> Result<bool, russh::Error> {
    let mut response = handle.authenticate_keyboard_interactive_start(user, None::<String>).await?;
    for _ in 0..ROUNDS {
        let prompts = match response {
            KeyboardInteractiveAuthResponse::Success => return Ok(true),
            KeyboardInteractiveAuthResponse::Failure { .. } => return Ok(false),
            KeyboardInteractiveAuthResponse::InfoRequest { prompts, .. } => prompts,
        };
        let answer = |echo: bool| if echo { String::new() } else { password.to_owned() };
        let answers = prompts.iter().map(|prompt| answer(prompt.echo)).collect();
        response = handle.authenticate_keyboard_interactive_respond(answers).await?;
    }
    Ok(matches!(response, KeyboardInteractiveAuthResponse::Success))
}

fn went_away(settings: &PullSettings, error: &russh::Error) -> Trouble {
    Trouble::passing(
        Step::Login,
        format!("{} ended the session while we logged in ({error})", settings.server()),
        "try again later; if it goes on, ask the district whether our address is blocked",
    )
}

fn not_let_in(settings: &PullSettings, secret: &PullSecret, offered: &[MethodKind]) -> Trouble {
    let with = match (&secret.private_key, &secret.password) {
        (Some(_), Some(_)) => "neither with the key nor with the password",
        (Some(_), None) => "not with the private key",
        (None, _) => "not with the password",
    };
    let takes: Vec<&str> = offered.iter().map(<&'static str>::from).collect();
    let takes = match takes.is_empty() {
        true => String::new(),
        false => format!("; it takes {}", takes.join(", ")),
    };
    Trouble::lasting(
        Step::Login,
        format!("{} does not let {} in, {with}{takes}", settings.server(), settings.user),
        "check user name and password or key with the district, and give them again",
    )
}
