//! The emulators answer the SDK as the adapters use it.

use crate::support::{dynamodb, s3};

#[tokio::test]
async fn an_object_and_an_item_come_back() {
    let bucket = s3().await;
    bucket.clients.s3().create_bucket().bucket("files").send().await.unwrap();
    let body = aws_sdk_s3::primitives::ByteStream::from_static(b"hello");
    bucket.clients.s3().put_object().bucket("files").key("a b/c+d").body(body).send().await.unwrap();
    let got = bucket.clients.s3().get_object().bucket("files").key("a b/c+d").send().await.unwrap();
    assert_eq!(got.body.collect().await.unwrap().to_vec(), b"hello");

    let tables = dynamodb().await;
    let listed = tables.clients.dynamodb().list_tables().send().await.unwrap();
    assert!(listed.table_names().is_empty());
}
