//! What is done around each request: counting it, or losing its answer.

use std::sync::{Arc, Mutex};

use aws_sdk_s3::config::interceptors::{
    BeforeDeserializationInterceptorContextMut, BeforeTransmitInterceptorContextRef,
};
use aws_sdk_s3::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_s3::error::BoxError;
use aws_sdk_s3::primitives::SdkBody;
use aws_smithy_types::config_bag::{Storable, StoreReplace};

/// The requests that were made, in order: method, address, and the tags to store with an object.
#[derive(Debug, Clone, Default)]
pub(crate) struct Requests(Arc<Mutex<Vec<String>>>);

impl Requests {
    /// Those made since the last look.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    /// How many of them there were, by method.
    pub(crate) fn count(&self) -> Vec<(String, usize)> {
        let mut methods: Vec<String> =
            self.take().iter().filter_map(|request| request.split(' ').next().map(str::to_owned)).collect();
        methods.sort_unstable();
        let groups = methods.chunk_by(|a, b| a == b);
        groups.map(|group| (group[0].clone(), group.len())).collect()
    }
}

impl Intercept for Requests {
    fn name(&self) -> &'static str {
        "requests"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request();
        let tags = request.headers().get("x-amz-tagging").unwrap_or_default();
        self.0.lock().unwrap().push(format!("{} {} {tags}", request.method(), request.uri()));
        Ok(())
    }
}

/// Loses the first answer to each request, after the request had its effect.
#[derive(Debug)]
pub(crate) struct Losing;

/// Set once an answer to an operation was lost.
#[derive(Debug)]
struct Lost;

impl Storable for Lost {
    type Storer = StoreReplace<Lost>;
}

impl Intercept for Losing {
    fn name(&self) -> &'static str {
        "losing"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if cfg.load::<Lost>().is_none() {
            cfg.interceptor_state().store_put(Lost);
            let answer = context.response_mut();
            *answer.status_mut() = 503.try_into()?;
            *answer.body_mut() = SdkBody::from("<Error><Code>SlowDown</Code></Error>");
        }
        Ok(())
    }
}
