//! Keeps the relocations of the page's binary: the splitter needs them to tell what belongs to which part.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo::rustc-link-arg-bin=pentimento=--emit-relocs");
    }
}
