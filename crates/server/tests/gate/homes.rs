//! Homes: nobody vouches for them, so they are few and small.

use super::*;

const DAY: u64 = 24 * 3_600_000;

fn object(n: u64, size: usize) -> Bytes {
    [&n.to_le_bytes()[..], &vec![7; 64 + size]].concat().into()
}

async fn put(api: &HttpApi<Local>, who: u64, n: u64) -> Result<(), blobs::ApiError> {
    let by = By::home(&Key::new(who));
    let key = Id(by.keyid.key().0);
    api.put_home(&by, &key, n, object(n, 1_000)).await
}

async fn kept(engine: &Memory, who: u64) -> usize {
    let folder = blobs::Key::parse(format!("home/{}", Key::new(who).public())).unwrap();
    engine.list(&folder).await.unwrap().len()
}

#[tokio::test]
async fn there_are_no_more_homes_than_the_operator_allows() {
    let quotas = Quotas {
        homes: 3,
        ..Quotas::default()
    };
    let setup = with_quotas(quotas).await;
    let api = setup.local.api();
    for who in 0..3 {
        put(&api, who, 1).await.unwrap();
    }
    for who in 3..10 {
        assert_eq!(code(put(&api, who, 1).await), Code::Quota);
        assert_eq!(kept(&setup.engine, who).await, 0);
    }
    // those who are here go on
    put(&api, 0, 2).await.unwrap();
    // a process that begins counts what is there
    let shared: Arc<dyn Engine> = Arc::<Memory>::clone(&setup.engine);
    let other = Local::with(shared, T0, quotas, &[7; 32]);
    assert_eq!(code(put(&other.api(), 10, 1).await), Code::Quota);
    put(&other.api(), 1, 2).await.unwrap();
}

#[tokio::test]
async fn a_young_home_keeps_one_object_and_an_older_one_eight() {
    let Setup { local, engine, .. } = setup().await;
    let api = local.api();
    for n in 0..20 {
        put(&api, 1, n).await.unwrap();
        assert_eq!(kept(&engine, 1).await, 1);
    }
    let by = By::home(&Key::new(1));
    let newest = api.home(&by, &Id(by.keyid.key().0)).await.unwrap();
    assert_eq!(newest, Some(object(19, 1_000)));
    assert_eq!(code(put(&api, 1, 18).await), Code::Exists, "not back");
    local.clock().advance(3 * DAY);
    for n in 20..40 {
        put(&api, 1, n).await.unwrap();
    }
    assert_eq!(kept(&engine, 1).await, 8);
}

/// Between the listing and the reading another device puts a newer one, and the older one goes.
#[tokio::test]
async fn a_home_that_changes_while_it_is_read_is_not_absent() {
    let (_, local, engine) = watched(Quotas::default()).await;
    let api = local.api();
    put(&api, 1, 1).await.unwrap();
    let by = By::home(&Key::new(1));
    let key = by.keyid.key();
    let folder = format!("home/{key}");
    engine.after_listing(folder.clone(), async move |store: Arc<Memory>| {
        kit::plant(&store, &format!("{folder}/{:012}", 2), object(2, 10)).await;
        let first = blobs::Key::parse(format!("{folder}/{:012}", 1)).unwrap();
        store.delete(&first).await.unwrap();
    });
    let newest = api.home(&by, &Id(key.0)).await.unwrap();
    assert_eq!(newest, Some(object(2, 10)));
}
