package handlers

import (
	"slices"
	"testing"
)

var classes = []struct{ name, file, text, want string }{
	{"a handler", "App.java", `package com.example;
import com.amazonaws.services.lambda.runtime.*;
/** Says hello. */
public class App implements RequestHandler<Map<String, Object>, String> {
    private final Map<String, List<Integer>> cache = new HashMap<>() {{ put("a", of(1)); }};
    public App() { init(); }
    static { load("x"); }
    @Override
    @SuppressWarnings({"a", "b"})
    public String handleRequest(final Map<String, Object> event, Context context) { return foo(event); }
    <T extends Comparable<T>> T own(T a) throws IOException { return a; }
    public int[] numbers() { return new int[]{1}; }
    public record Inner(String a, int b) implements Serializable { public Inner { check(a); } public String both() { return a + b; } }
    static class Stream implements com.amazonaws.services.lambda.runtime.RequestStreamHandler { }
    enum Kind { A("x"), B("y") { String z() { return ""; } }; Kind(String s) {} public String name2() { return null; } }
    interface Shape { double area(double x); }
    @interface Mark { String value() default "x"; }
}
class Second extends Base<App> implements RequestHandler<A, B> { }
final class Third { }
`, "com.example.App$Inner com.example.App$Inner::both() com.example.App$Kind! com.example.App$Kind::name2() com.example.App$Mark! com.example.App$Mark::value() com.example.App$Shape! com.example.App$Shape::area() com.example.App$Stream() com.example.App() com.example.App::handleRequest() com.example.App::numbers() com.example.App::own com.example.Second() com.example.Third!"},
	{"no package", "Echo.java", "public class Echo { public Object handle(Object o) { String s = \"}\\\"{\"; char c = '{'; String t = \"\"\"\n  {{{ \\\"\"\" \"x\"\n  \"\"\"; return o; } }", "Echo! Echo::handle()"},
	{"half a file", "App.java", "package a; class App { public void handle(", "a.App! …"},
	{"comments", "App.java", "// package b;\n/* class X {} */ package a.b; // {\nclass App { /* } */ public void f() {} }", "a.b.App! a.b.App::f()"},
	{"record as a name", "App.java", "class App { public void record(String a) { record = 1; record(a); } int record; }", "App! App::record()"},
	{"kotlin", "app.kt", `package helloworld

import com.amazonaws.services.lambda.runtime.RequestHandler

class App : RequestHandler<Map<String, String>, String> {
    private val cache = mapOf("a" to "${b["}"]} {")
    override fun handleRequest(input: Map<String, String>, context: Context): String = """ { ${input} """
    suspend fun later() {}
    companion object { fun of() = App() }
    class Nested(val a: Int)
}
data class Point(val x: Int = f { 1 })
object Single : Base() { fun handle(e: Any) {} }
fun topLevel(event: Any): String { return ::topLevel.name }
fun <T> List<T>.second() = this[1]
val klass = App::class
interface Shape
`, "helloworld.App$Nested! helloworld.App() helloworld.App::handleRequest() helloworld.App::later helloworld.AppKt::second helloworld.AppKt::topLevel() helloworld.Point! helloworld.Shape! helloworld.Single helloworld.Single::handle()"},
	{"java's names for kotlin", "app.kt", "class App { companion object { @JvmStatic fun handle(e: Any) {} } }", "App! …"},
	{"c#", "Function.cs", `using System;
using static System.Math;
[assembly: LambdaSerializer(typeof(X))]
namespace HelloWorld
{
    public class Casing { }
    /// <summary>Says hello.</summary>
    public class Function
    {
        private static readonly HttpClient client = new HttpClient(new H() { A = 1 });
        public string Name { get; set; } = Make("x");
        public Function() : this(null) { }
        public Function(IX x) => _x = x;
        [LambdaFunction(Name = "a]b")]
        public async Task<Response> FunctionHandler(Request request, ILambdaContext context)
        {
            var s = $"{request.A["}"]} {{ {x:N2}";
            var t = @"c:\{"" ";
            var u = """" """ { """";
            if (await Check(s)) { return F(t); }
            return null;
        }
        internal (int, string) Pair(int a) => (a, "b");
        public T Generic<T>(T a) where T : class => a;
        class Nested : Base { }
        public enum Kind { A, B }
    }
    partial class Other { public void Run() { } }
    public record Point(int X, int Y) : IShape { public int Sum() => X + Y; }
}
`, "HelloWorld.Casing! HelloWorld.Function! HelloWorld.Function+Kind! HelloWorld.Function+Nested! HelloWorld.Function::FunctionHandler() HelloWorld.Function::Generic HelloWorld.Function::Pair HelloWorld.Other! HelloWorld.Other::Run() HelloWorld.Point! HelloWorld.Point::Sum()"},
	{"a file-scoped namespace", "Function.cs", "namespace A.B;\npublic class Function(IX x) : IY where T : new()\n{\n  public void Handle(string @event) {}\n}\n", "A.B.Function! A.B.Function::Handle()"},
	{"top-level statements", "Program.cs", "using Amazon;\nglobal using X;\nvar handler = (string s) => s.ToUpper();\nawait Run(handler).RunAsync();\npublic class X { public void Main() {} }\n", "Main() X! X::Main()"},
	{"main", "Program.cs", "class Program { private static async Task Main(string[] args) { await F(); } }", "Main() Program! Program::Main"},
	{"conditional code", "A.cs", "class A {\n#if DEBUG\n public void F() {}\n#endif\n#region x\n#endregion\n}", "A! A::F() …"},
}

func TestClasses(t *testing.T) {
	for _, test := range classes {
		t.Run(test.name, func(t *testing.T) {
			if got := describeModule(read(t, test.file, test.text)); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestMembersOfClasses(t *testing.T) {
	m := read(t, "App.java", `package a;
class App { public void f() {} }
class Heir extends App { }
class Handler implements RequestHandler<A, B> { public B handleRequest(A a, Context c) { return null; } }
`)
	for name, want := range map[string]Answer{
		"a.App": Yes, "a.App::f": Yes, "a.App::g": No, "a.Heir::f": Unknown, "a.Handler::g": No, "a.Handler::handleRequest": Yes, "b.App::f": No, "b.App": No,
	} {
		if _, got := m.Has(name); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

func TestSignaturesOfMethods(t *testing.T) {
	java := read(t, "App.java", classes[0].text)
	n, _ := java.Has("com.example.App::handleRequest")
	if n.Signature != "public String handleRequest(final Map<String, Object> event, Context context)" || !slices.Equal(n.Params, []string{"final Map<String, Object> event", "Context context"}) {
		t.Errorf("got %q %q", n.Signature, n.Params)
	}
	if n, _ := java.Has("com.example.App"); n.Doc != "Says hello." || n.Signature != "public class App implements RequestHandler<Map<String, Object>, String>" {
		t.Errorf("got %q %q", n.Doc, n.Signature)
	}
	csharp := read(t, "Function.cs", classes[7].text)
	n, _ = csharp.Has("HelloWorld.Function::FunctionHandler")
	if n.Signature != "public async Task<Response> FunctionHandler(Request request, ILambdaContext context)" || !n.Async {
		t.Errorf("got %q", n.Signature)
	}
	if n, _ := csharp.Has("HelloWorld.Function"); n.Doc != "<summary>Says hello.</summary>" {
		t.Errorf("got %q", n.Doc)
	}
}
