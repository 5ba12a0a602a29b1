//! The `$` forms, each as row 0 of a stream with something to refer to.

use expect_test::{Expect, expect};

use super::first_value;

const ROWS: &str = concat!(
    "1f:{\"a\":[\"zero\",{\"b\":\"$$1\"}],\"type\":9,\"far\":\"$20:props:data:0\",\"void\":\"$undefined\"}\n",
    "20:[\"$\",\"$L21\",\"k\",{\"data\":[\"$1f:a:1\"]}]\n",
    "21:I[1,[],\"Chart\"]\n",
    "22:T5,$1f:a",
    "23:E{\"digest\":\"1\"}\n24:P\n25:A1,x26:R\n",
    "27:\"$undefined\"\n28:[[\"a\",1]]\n29:\"$28\"\n",
    "2a:{\"self\":\"$2a\",\"b\":\"$2b\"}\n2b:[\"$2a\",\"$2b\"]\n2c:\"$2d\"\n2d:\"$2c\"\n2e:{\"a\":\"$2e:a:b\"}\n",
    "2f:[\"$\",1,2]\n30:[\"$$\",1,2,3]\n",
);

fn check(json: &str, expect: &Expect) {
    expect.assert_eq(first_value(format!("0:{json}\n{ROWS}").as_bytes()).as_str());
}

#[test]
fn text() {
    check(
        r#""plain""#,
        &expect![[r#"
        0 $ = "plain"
    "#]],
    );
    check(
        r#""costs $3.00""#,
        &expect![[r#"
        0 $ = "costs $3.00"
    "#]],
    );
    check(
        r#""$$3.00""#,
        &expect![[r#"
        0 $ = "$3.00"
    "#]],
    );
    check(
        r#""$$1f""#,
        &expect![[r#"
        0 $ = "$1f"
    "#]],
    );
    check(
        r#""$$$""#,
        &expect![[r#"
        0 $ = "$$"
    "#]],
    );
    check(
        r#""$""#,
        &expect![[r#"
        0 $ = "$"
    "#]],
    );
    check(
        r#""""#,
        &expect![[r#"
        0 $ = ""
    "#]],
    );
}

#[test]
fn values() {
    check(
        r#""$D2026-04-14T00:00:00.000Z""#,
        &expect![[r#"
        0 $ = "2026-04-14T00:00:00.000Z"
    "#]],
    );
    check(
        r#""$n123456789012345678901234567890""#,
        &expect![[r#"
        0 $ = 123456789012345678901234567890
    "#]],
    );
    check(
        r#"["$n-5","$n0","$-0"]"#,
        &expect![[r#"
        0 $ = [-5,0,-0]
    "#]],
    );
    check(
        r#""$Sreact.fragment""#,
        &expect![[r#"
        0 $ = "react.fragment"
    "#]],
    );
    check(
        r#"{"a":"$undefined","b":["$undefined"],"c":"$27"}"#,
        &expect![[r#"
        0 $ = {"b":[null]}
    "#]],
    );
    check(
        r#""$undefined""#,
        &expect![[r#"
        0 $ = null
    "#]],
    );
    check(
        r#"["$NaN","$Infinity","$-Infinity"]"#,
        &expect![[r#"
        0 $ = [null,null,null]
          $[0]: number is not finite
          $[1]: number is not finite
          $[2]: number is not finite
    "#]],
    );
}

#[test]
fn numbers_keep_their_text() {
    check(
        "[1.0,2.3e12,1E5,-0,0.10,123456789012345678901234567890,1e999999]",
        &expect![[r#"
        0 $ = [1.0,2.3e+12,1e+5,-0,0.10,123456789012345678901234567890,1e+999999]
    "#]],
    );
}

#[test]
fn rows() {
    check(
        r#"["$28","$L28","$@28","$Q28","$W28","$i28","$K28","$B28","$F28","$h28"]"#,
        &expect![[r#"
        0 $ = [[["a",1]],[["a",1]],[["a",1]],[["a",1]],[["a",1]],[["a",1]],[["a",1]],[["a",1]],[["a",1]],[["a",1]]]
    "#]],
    );
    check(
        r#""$29""#,
        &expect![[r#"
        0 $ = [["a",1]]
    "#]],
    );
    check(
        r#""$22""#,
        &expect![[r#"
        0 $ = "$1f:a"
    "#]],
    );
    check(
        r#""$L21""#,
        &expect![[r#"
        0 $ = "Chart"
    "#]],
    );
    check(
        r#"["$","$L21",null,{"children":"$22"}]"#,
        &expect![[r#"
        0 $ = ["$","Chart",null,{"children":"$1f:a"}]
    "#]],
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "many small cases")]
fn paths() {
    check(
        r#""$1f:a:0""#,
        &expect![[r#"
        0 $ = "zero"
    "#]],
    );
    check(
        r#""$1f:a:1:b""#,
        &expect![[r#"
        0 $ = "$1"
    "#]],
    );
    check(
        r#""$1f:type""#,
        &expect![[r#"
        0 $ = 9
    "#]],
    );
    check(
        r#""$1f:far""#,
        &expect![[r#"
        0 $ = {"b":"$1"}
    "#]],
    );
    check(
        r#"["$20:type","$20:key","$20:props","$20:3"]"#,
        &expect![[r#"
        0 $ = ["Chart","k",{"data":[{"b":"$1"}]},{"data":[{"b":"$1"}]}]
    "#]],
    );
    check(
        r#"["$29:0:0"]"#,
        &expect![[r#"
        0 $ = ["a"]
    "#]],
    );
    check(
        r#"["$1f:b","$1f:a:2","$1f:a:x","$1f:type:x","$1f:","$2f:key","$22:x","$21:x"]"#,
        &expect![[r#"
        0 $ = [null,null,null,null,null,null,null,null]
          $[0]: path leads nowhere
          $[1]: path leads nowhere
          $[2]: path leads nowhere
          $[3]: path leads nowhere
          $[4]: path leads nowhere
          $[5]: path leads nowhere
          $[6]: path leads nowhere
          $[7]: path leads nowhere
    "#]],
    );
    check(
        r#"["$30:props"]"#,
        &expect![[r#"
        0 $ = [null]
          $[0]: path leads nowhere
    "#]],
    );
}

#[test]
fn missing() {
    check(
        r#"{"a":"$99","b c":["$23","$24"],"d":"$25","é":"$26","e":"$23:x","f":"$99:x"}"#,
        &expect![[r#"
        0 $ = {"a":null,"b c":[null,null],"d":null,"é":null,"e":null,"f":null}
          $.a: row not sent
          $["b c"][0]: row failed on the server
          $["b c"][1]: row postponed by the server
          $.d: row is binary
          $["é"]: row is a stream
          $.e: row failed on the server
          $.f: row not sent
    "#]],
    );
    check(
        r#"["$@","$Zx","$T1","$Ealert()","$Y","$","$é","$3.00","$L","$Lx","$1F","$n","$n07","$n1.5","$00000000000000001"]"#,
        &expect![[r#"
        0 $ = [null,null,null,null,null,"$",null,null,null,null,null,null,null,null,null]
          $[0]: row not sent
          $[1]: unknown `$` form
          $[2]: unknown `$` form
          $[3]: unknown `$` form
          $[4]: unknown `$` form
          $[6]: unknown `$` form
          $[7]: unknown `$` form
          $[8]: unknown `$` form
          $[9]: unknown `$` form
          $[10]: unknown `$` form
          $[11]: unknown `$` form
          $[12]: unknown `$` form
          $[13]: unknown `$` form
          $[14]: unknown `$` form
    "#]],
    );
    check(
        r#""$99""#,
        &expect![[r#"
        0 $ = null
          $: row not sent
    "#]],
    );
}

#[test]
fn cycles() {
    check(
        r#""$2a""#,
        &expect![[r#"
        0 $ = {"self":null,"b":[null,null]}
          $.self: value contains itself
          $.b[0]: value contains itself
          $.b[1]: value contains itself
    "#]],
    );
    check(
        r#""$2c""#,
        &expect![[r#"
        0 $ = null
          $: value contains itself
    "#]],
    );
    check(
        r#""$2e""#,
        &expect![[r#"
        0 $ = {"a":null}
          $.a: value contains itself
    "#]],
    );
    check(
        r#""$0""#,
        &expect![[r#"
        0 $ = null
          $: value contains itself
    "#]],
    );
    check(
        r#"["$0:0"]"#,
        &expect![[r#"
        0 $ = [null]
          $[0]: value contains itself
    "#]],
    );
}
