//! The SDK's errors, sorted by what the caller can do.

use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use roster_pipeline::{ErrorKind, PortError};

/// What kind of error an AWS error code is. Codes: each service's "Common errors" page.
pub(crate) fn kind_of(code: &str) -> ErrorKind {
    match code {
        "NoSuchKey" | "NoSuchVersion" | "NotFound" | "ResourceNotFoundException" => ErrorKind::NotFound,
        "ConditionalCheckFailedException" | "PreconditionFailed" => ErrorKind::Conflict,
        "ProvisionedThroughputExceededException"
        | "RequestLimitExceeded"
        | "RequestThrottled"
        | "KmsThrottled"
        | "ThrottlingException"
        | "Throttling"
        | "TooManyRequestsException"
        | "TransactionConflictException"
        | "TransactionInProgressException"
        | "LimitExceededException"
        | "SlowDown" => ErrorKind::Busy,
        "AccessDenied"
        | "AccessDeniedException"
        | "ValidationException"
        | "ValidationError"
        | "InvalidRequestException"
        | "InvalidArgument"
        | "ItemCollectionSizeLimitExceededException" => ErrorKind::Refused,
        // Expired or unknown credentials are renewed by the SDK; a call that met them may go well the next time.
        _ => ErrorKind::Unavailable,
    }
}

/// A port's error for a failed call; `what` is what was asked for, in our words, without personal data. Of the answer only
/// code, message and request ID are kept: the rest may hold items.
pub(crate) fn failed<E, R>(what: impl Into<String>, error: SdkError<E, R>) -> PortError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug,
{
    let (kind, cause) = match &error {
        SdkError::ServiceError(service) => {
            let meta = service.err().meta();
            let code = meta.code().unwrap_or("no code");
            (kind_of(code), format!("{code}: {}", meta.message().unwrap_or("no message")))
        }
        SdkError::ConstructionFailure(_) => (ErrorKind::Refused, "the request cannot be made".to_owned()),
        SdkError::TimeoutError(_) => (ErrorKind::Unavailable, "no answer in time".to_owned()),
        SdkError::DispatchFailure(failure) => (
            ErrorKind::Unavailable,
            failure.as_connector_error().map_or_else(|| "no connection".to_owned(), |e| chain(e)),
        ),
        _ => (ErrorKind::Unavailable, "an answer that cannot be read".to_owned()),
    };
    PortError::because(kind, what, cause)
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_by_what_the_caller_can_do() {
        for (code, kind) in [
            ("NoSuchKey", ErrorKind::NotFound),
            ("ConditionalCheckFailedException", ErrorKind::Conflict),
            ("ThrottlingException", ErrorKind::Busy),
            ("AccessDenied", ErrorKind::Refused),
            ("ExpiredTokenException", ErrorKind::Unavailable),
            ("InternalServerError", ErrorKind::Unavailable),
        ] {
            assert_eq!(kind_of(code), kind, "{code}");
        }
    }
}
