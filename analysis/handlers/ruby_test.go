package handlers

import "testing"

// rubies are written as scripts are: "!" stands behind what cannot be called.
var rubies = []struct{ name, text, want string }{
	{"methods", "require 'json'\n\ndef handler(event:, context:)\n  { a: 1 }\nend\ndef b = 1\ndef c() = b\ndef d a, e = 2\n  1\nend\n", "b() c() d() handler()"},
	{"of the object that loads it", "def self.handler(event:, context:)\nend\n", ""},
	{"a class", "class App\n  def self.call(event:, context:) = 1\n  def run; end\n  class << self\n    def process(event:, context:)\n    end\n  end\nend\n", "App! App.call() App.process()"},
	{"nested", "module A\n  module B::C\n    class D\n      def self.e; end\n    end\n  end\nend\nclass A::F\n  def self.g; end\nend\n", "A! A::B::C! A::B::C::D! A::B::C::D.e() A::F! A::F.g()"},
	{"by the name of the class", "class App\n  def App.call; end\nend\ndef App.run; end\n", "App! App.call() App.run()"},
	{"module functions", "module A\n  def a; end\n  module_function\n  def b; end\nend\nmodule C\n  def d; end\n  def e; end\n  module_function :d\n  module_function def f; end\nend\n", "A! A.b() C! C.d() C.f()"},
	{"extends itself", "module A\n  extend self\n  def a; end\nend\nmodule B\n  def b; end\n  extend self\nend\n", "A! A.a() B! B.b()"},
	{"reopened", "class A\n  def self.b; end\nend\nclass A\n  def self.c; end\nend\n", "A! A.b() A.c()"},
	{"creates", "class A\n  def initialize(event:, context:); end\nend\n", "A! A.new()"},
	{"under a condition", "if x\n  def a; end\nend\ndef b; end if y\nbegin\n  def c; end\nrescue\nend\n[1].each do\n  def d; end\nend\ndef e\n  def f; end\nend\n", "a?() b?() c?() d?() e() f?()"},
	{"what is not a block", "x = 1 if y\nreturn if z\nwhile a do b end\nuntil c; d; end\nfor e in f do g end\nputs(if h then i else j end)\nk = { if: 1, end: 2, class: 3 }\nl.end\nm&.class\n:end\n%i[if end]\n{ :if => 1 }\nwhile n do\n  o { |p| p if q }\nend\ndef handler; end\n", "handler()"},
	{"endless", "def a(b = 1) = b\ndef c=(d)\nend\ndef ==(o) = true\ndef [](i)\nend\ndef e? = true\ndef `(x)\nend\ndef -@ = 1\ndef handler; end\n", "-@() ==() []() `() a() c=() e?() handler()"},
	{"heredocs", "a = <<~A + <<-\"B\" + <<'C'\n  end #{b.map do |x| \"}\" end} def x\n  A\ndef y\n  B\n#{\nC\nc = []\nc <<d\ndef handler; end\n", "handler()"},
	{"literals", "a = %w[end def] + %q(a (b) c) + %Q{#{d[\"}\"]}}\nb = 1 / 2; c = 3 /b\nputs /end'/\nd = x ? 'a' : ?'\ne = %r{/\"}i =~ f\ng = `ls \"`\nh = \"#{\"#{'}'}\"}\"\ni = a %b\nj = :\"end\" + :'def' + :+ + :[]= + :a?\n$/ ; $\" ; @@k\ndef handler; end\n", "handler()"},
	{"comments", "# def a\n=begin\ndef b\n=end\ndef handler; end # end\n__END__\ndef c\n", "handler()"},
	{"chains", "a\n  .select { |b| b }\n  # no\n  .map do |c|\n    c\n  end\ndef handler; end\n", "handler()"},
	{"another file", "require_relative 'lib/app'\ndef a; end\n", "a() …"},
	{"a library of Ruby's", "require 'net/http'\nrequire \"aws-sdk-s3\"\nrequire('json')\ndef a; end\n", "a()"},
	{"a gem", "require 'yake'\nhandler(:a) { |event| event }\n", "…"},
	{"a name that is not written", "define_method(:handler) { 1 }\n", "…"},
	{"a name that is sent", "self.class.send(:define_method, :handler) { 1 }\n", "…"},
	{"everyone's", "class Object\n  def handler; end\nend\n", "Object! …"},
	{"included", "module A\n  def handler; end\nend\ninclude A\n", "A! …"},
	{"renamed", "def a; end\nalias handler a\n", "a() handler"},
	{"half a file", "def handler(event:, context:)\n  if x\nend\n", "handler() …"},
	{"a bracket too many", "def handler\n  (\nend\n", "handler() …"},
}

func TestRuby(t *testing.T) {
	for _, test := range rubies {
		t.Run(test.name, func(t *testing.T) {
			if got := describeModule(read(t, "app.rb", test.text)); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestMembersInRuby(t *testing.T) {
	m := read(t, "app.rb", `class Plain
  ROUTES = { a: 1, b: [2] }.freeze
  attr_reader :a,
              :b
  private

  def self.a; end
end
class Heir < Plain; end
class Dynamic
  delegate :call, to: :x
end
class Told
  include Handlers
end
class Listed
  %w[a b].each { |name| route name }
end
App = Plain.new
module Outer
  App = Class.new do
    def self.call; end
  end
end
class Accessors
  class << self
    attr_accessor :call
  end
end
`)
	for name, want := range map[string]Answer{
		"Plain.a": Yes, "Plain.call": No, "Heir.call": Unknown, "Dynamic.call": Unknown, "Told.call": Unknown, "Listed.call": Unknown, "App.call": Unknown,
		"Outer::App.call": Unknown, "Accessors.call": Unknown, "Outer.call": Unknown, "None.call": No, "Outer::Plain.a": No, "call": No,
	} {
		if _, got := m.Has(name); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

func TestDocumentationInRuby(t *testing.T) {
	m := read(t, "app.rb", "# frozen_string_literal: true\n\n# Answers a request.\n#\n# - event: the request\ndef handler(event:, context: nil, **rest)\nend\n\n# Not of it.\n\nclass App\n  # Says hello.\n  private_class_method def self.call(event:, context:) = 1\nend\n")
	for name, want := range map[string][2]string{
		"handler":  {"Answers a request.\n\n- event: the request", "def handler(event:, context: nil, **rest)"},
		"App":      {"", "class App"},
		"App.call": {"Says hello.", "def self.call(event:, context:)"},
	} {
		if n, _ := m.Has(name); n.Doc != want[0] || n.Signature != want[1] {
			t.Errorf("%s: got %q, %q", name, n.Doc, n.Signature)
		}
	}
	candidates := Candidates(m)
	if len(candidates) != 2 || candidates[0].Name != "handler" || candidates[1].Name != "App.call" {
		t.Errorf("candidates are %v", candidates)
	}
	if near, ok := Closest(m, "App.cal"); !ok || near.Name != "App.call" {
		t.Errorf("closest is %q", near.Name)
	}
}

func FuzzRuby(f *testing.F) {
	for _, r := range rubies {
		f.Add(r.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkModule(t, read(t, "app.rb", text))
	})
}
