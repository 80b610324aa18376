use super::*;

fn parse(text: &str) -> Result<RedirectUri, UriFault> {
    RedirectUri::parse(text)
}

#[test]
fn oa_01_what_may_be_registered() {
    for text in [
        "https://app.example.org",
        "https://app.example.org/",
        "https://app.example.org/callback",
        "https://app.example.org:8443/a/b-c_d~e/%C3%BC",
        "https://app.example.org/callback?tenant=a%2Fb&empty=",
        "https://app.example.org/a..b/.well-known/...",
        "https://xn--bcher-kva.example/cb",
        "https://192.0.2.1/cb",
        "https://[2001:db8::1]:8443/cb",
        "https://localhost:3000/cb",
        "http://127.0.0.1/cb",
        "http://127.0.0.1:7777/cb",
        "http://[::1]/cb",
        "http://localhost:3000",
        "com.example.app:/oauth2redirect/example-provider",
        "com.example.app://callback",
        "com.example.app:/",
    ] {
        assert_eq!(parse(text).map(String::from), Ok(text.to_owned()), "{text}");
    }
}

#[test]
fn oa_01_what_may_not_be_registered() {
    use UriFault::*;
    let long = format!("https://app.example.org/{}", "a".repeat(LONGEST_REDIRECT_URI));
    for (text, fault) in [
        ("", Length(LONGEST_REDIRECT_URI)),
        (long.as_str(), Length(LONGEST_REDIRECT_URI)),
        ("app.example.org/cb", Scheme),
        ("//app.example.org/cb", Scheme),
        ("/cb", Scheme),
        (":", Scheme),
        ("HTTPS://app.example.org/cb", Scheme),
        ("hTtps://app.example.org/cb", Scheme),
        ("1https://app.example.org/cb", Scheme),
        ("javascript:alert(1)", ForeignScheme),
        ("javascript://app.example.org/%0aalert(1)", ForeignScheme),
        ("data:text/html,hello", ForeignScheme),
        ("vbscript:msgbox(1)", ForeignScheme),
        ("file:///etc/passwd", ForeignScheme),
        ("blob:https://app.example.org/1", ForeignScheme),
        ("about:blank", ForeignScheme),
        ("view-source:https://app.example.org/", ForeignScheme),
        ("filesystem:https://app.example.org/", ForeignScheme),
        ("ftp://app.example.org/", ForeignScheme),
        ("myapp:/cb", ForeignScheme),
        ("myapp://cb", ForeignScheme),
        (".myapp:/cb", Scheme),
        ("my..app:/cb", ForeignScheme),
        ("myapp.:/cb", ForeignScheme),
        ("my.app+x:/cb", ForeignScheme),
        ("com.example.app:cb", Path),
        ("com.example.app:", Path),
        ("com.example.app://user@cb/", UserInfo),
        ("com.example.app:///cb", Host),
        ("http://app.example.org/cb", PlainHttp),
        ("http://127.0.0.2/cb", PlainHttp),
        ("http://localhost.example.org/cb", PlainHttp),
        ("http://0.0.0.0/cb", PlainHttp),
        ("https:app.example.org/cb", NoAuthority),
        ("https:/app.example.org/cb", NoAuthority),
        ("https:///cb", Host),
        ("https://user@app.example.org/cb", UserInfo),
        ("https://user:password@app.example.org/cb", UserInfo),
        ("https://@app.example.org/cb", UserInfo),
        ("https://app.example.org%40evil.example/cb", Host),
        ("https://app.example.org%25@evil.example/cb", UserInfo),
        ("https://app.example.org%2f.evil.example/cb", Host),
        ("https://App.example.org/cb", Host),
        ("https://app..example.org/cb", Host),
        ("https://app.example.org./cb", Host),
        ("https://-app.example.org/cb", Host),
        ("https://app_1.example.org/cb", Host),
        ("https://*.example.org/cb", Host),
        ("https://0x7f.0.0.1/cb", Host),
        ("https://2130706433/cb", Host),
        ("https://127.1/cb", Host),
        ("https://0177.0.0.1/cb", Host),
        ("https://[::1/cb", Host),
        ("https://[0::1]/cb", Host),
        ("https://[fe80::1%25eth0]/cb", Host),
        ("https://app.example.org:/cb", Port),
        ("https://app.example.org:0/cb", Port),
        ("https://app.example.org:0443/cb", Port),
        ("https://app.example.org:443/cb", Port),
        ("https://app.example.org:65536/cb", Port),
        ("https://app.example.org:+80/cb", Port),
        ("http://localhost:80/cb", Port),
        ("https://app.example.org\\@evil.example/cb", Character),
        ("https://app.example.org/cb\\..", Character),
        ("https://app.example.org/c b", Character),
        ("https://app.example.org/cb\r\nlocation: x", Character),
        ("https://app.example.org/cb\t", Character),
        (" https://app.example.org/cb", Character),
        ("https://app.example.org/\u{0}", Character),
        ("https://bücher.example/cb", Character),
        ("https://app.example.org/ü", Character),
        ("https://app.example.org/{tenant}", Character),
        ("https://app.example.org/[x]", Character),
        ("https://app.example.org/\"x", Character),
        ("https://app.example.org/cb#fragment", Fragment),
        ("https://app.example.org/cb#", Fragment),
        ("https://app.example.org/a/../cb", DotSegment),
        ("https://app.example.org/..", DotSegment),
        ("https://app.example.org/./cb", DotSegment),
        ("https://app.example.org/a/%2e%2E/cb", DotSegment),
        ("https://app.example.org/a/.%2e/cb", DotSegment),
        ("https://app.example.org/%", Percent),
        ("https://app.example.org/%zz", Percent),
        ("https://app.example.org/%0d%0aset-cookie:x", Percent),
        ("https://app.example.org/cb?a=%00", Percent),
        ("https://app.example.org/a%2f..%2fcb", Percent),
        ("https://app.example.org/a%5c..", Percent),
        ("https://app.example.org/cb?code=1", AnswerParameter),
        ("https://app.example.org/cb?a=1&state", AnswerParameter),
        ("https://app.example.org/cb?%63ode=1", AnswerParameter),
        ("com.example.app:/cb?iss=x", AnswerParameter),
    ] {
        assert_eq!(parse(text), Err(fault), "{text}");
    }
}

#[test]
fn oa_01_a_request_names_a_registered_uri_character_by_character() {
    let registered = parse("https://app.example.org/callback?tenant=1").unwrap();
    assert_eq!(registered.matching(registered.as_str()), Some(registered.clone()));
    for asked in [
        "",
        "https://app.example.org/callback",
        "https://app.example.org/callback?",
        "https://app.example.org/callback?tenant=2",
        "https://app.example.org/callback?tenant=1&more=1",
        "https://app.example.org/callback?tenant=1#",
        "https://app.example.org/callback?tenant=1#x",
        "https://app.example.org/callback/?tenant=1",
        "https://app.example.org/Callback?tenant=1",
        "https://APP.example.org/callback?tenant=1",
        "HTTPS://app.example.org/callback?tenant=1",
        "http://app.example.org/callback?tenant=1",
        "https://app.example.org:443/callback?tenant=1",
        "https://app.example.org:8443/callback?tenant=1",
        "https://app.example.org/x/../callback?tenant=1",
        "https://app.example.org/./callback?tenant=1",
        "https://app.example.org/%63allback?tenant=1",
        "https://user@app.example.org/callback?tenant=1",
        "https://app.example.org@evil.example/callback?tenant=1",
        "https://app.example.org%25@evil.example/callback?tenant=1",
        "https://evil.example\\@app.example.org/callback?tenant=1",
        "https://app.example.org\\.evil.example/callback?tenant=1",
        "https://app.example.org.evil.example/callback?tenant=1",
        "https://evil-app.example.org/callback?tenant=1",
        "https://app.example.org/callback?tenant=1 ",
        " https://app.example.org/callback?tenant=1",
        "https://app.example.org/callback?tenant=1\n",
        "javascript:alert(1)//https://app.example.org/callback?tenant=1",
    ] {
        assert_eq!(registered.matching(asked), None, "{asked}");
    }
}

#[test]
fn oa_01_the_port_of_a_loopback_host_may_differ_and_nothing_else() {
    for (registered, asked) in [
        ("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb"),
        ("http://127.0.0.1:7777/cb", "http://127.0.0.1/cb"),
        ("http://[::1]:7777/cb?a=1", "http://[::1]:1/cb?a=1"),
        ("http://localhost", "http://localhost:65535"),
        ("http://localhost?a=1", "http://localhost:3000?a=1"),
    ] {
        let found = parse(registered).unwrap().matching(asked).unwrap();
        assert_eq!(found.as_str(), asked, "{registered}");
        assert!(found.is_loopback() && found.is_native());
    }
    for (registered, asked) in [
        ("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb2"),
        ("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb?x=1"),
        ("http://127.0.0.1/cb", "http://127.0.0.1:51004/cb#"),
        ("http://127.0.0.1/cb", "http://127.0.0.1:/cb"),
        ("http://127.0.0.1/cb", "http://127.0.0.1:0/cb"),
        ("http://127.0.0.1/cb", "http://127.0.0.1:80/cb"),
        ("http://127.0.0.1/cb", "http://127.0.0.1:065/cb"),
        ("http://127.0.0.1/cb", "http://127.0.0.1:65536/cb"),
        ("http://127.0.0.1/cb", "http://127.0.0.1:-1/cb"),
        ("http://127.0.0.1/cb", "http://127.0.0.1:1@evil.example/cb"),
        ("http://127.0.0.1/cb", "http://127.0.0.1:1.evil.example/cb"),
        ("http://127.0.0.1/cb", "http://127.0.0.1.evil.example/cb"),
        ("http://127.0.0.1/cb", "http://127.0.0.11/cb"),
        ("http://127.0.0.1/cb", "http://127.0.0.1:\u{661}/cb"),
        ("http://127.0.0.1/cb", "https://127.0.0.1:51004/cb"),
        ("http://127.0.0.1/cb", "http://localhost:51004/cb"),
        ("http://127.0.0.1/cb", "http://[::1]:51004/cb"),
        ("http://localhost/cb", "http://LOCALHOST:51004/cb"),
        ("http://localhost/cb", "http://localhost:51004/x/../cb"),
        ("http://localhost", "http://localhost:51004/"),
        ("https://localhost/cb", "https://localhost:3000/cb"),
        ("com.example.app://cb/x", "com.example.app://cb:1/x"),
    ] {
        assert_eq!(parse(registered).unwrap().matching(asked), None, "{registered} {asked}");
    }
}

#[test]
fn pages_are_told_host_and_origin() {
    for (text, host, origin, is_loopback, is_private_use) in [
        ("https://app.example.org/cb", "app.example.org", "https://app.example.org", false, false),
        ("https://app.example.org:8443?x", "app.example.org", "https://app.example.org:8443", false, false),
        ("http://localhost:3000/cb", "localhost", "http://localhost:3000", true, false),
        ("http://127.0.0.1:81/cb", "127.0.0.1", "http://127.0.0.1:81", true, false),
        ("http://[::1]:81/cb", "[::1]", "http:", true, false),
        ("https://dev.localhost/cb", "dev.localhost", "https://dev.localhost", true, false),
        ("https://127.9.9.9/cb", "127.9.9.9", "https:", true, false),
        ("com.example.app:/cb", "com.example.app", "com.example.app:", false, true),
        ("com.example.app://cb", "com.example.app", "com.example.app:", false, true),
    ] {
        let uri = parse(text).unwrap();
        assert_eq!((uri.host_shown(), uri.origin().as_str()), (host, origin), "{text}");
        assert_eq!((uri.is_loopback(), uri.is_private_use()), (is_loopback, is_private_use), "{text}");
        assert_eq!(uri.is_native(), is_loopback || is_private_use);
    }
}
