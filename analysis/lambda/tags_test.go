package lambda

import (
	"testing"
)

const today Date = "2026-11-24"

func TestTagsAreOrdered(t *testing.T) {
	for _, lang := range Languages() {
		rows := Tags(lang)
		if len(rows) == 0 {
			t.Errorf("%s has no tags", lang)
		}
		for i := range rows {
			if rows[i].Language != lang {
				t.Errorf("%s stands among the tags of %s", rows[i].Name, lang)
			}
			if i == 0 {
				continue
			}
			before, after := &rows[i-1], &rows[i]
			if before.Preview && !after.Preview {
				t.Errorf("%s: preview %s stands before %s", lang, before.Name, after.Name)
			}
			if before.Deprecated(today) && !after.Deprecated(today) && !after.Preview {
				t.Errorf("%s: deprecated %s stands before %s", lang, before.Name, after.Name)
			}
		}
	}
	if Tags("cobol") == nil || len(Tags("cobol")) != 0 {
		t.Error("an unknown language has tags")
	}
}

func TestTagsHoldTogether(t *testing.T) {
	for i := range tagTable {
		row := &tagTable[i]
		if FindTag(row.Language, row.Name) != row {
			t.Errorf("%s:%s is there twice", row.Language, row.Name)
		}
		for _, name := range []string{row.Newest, row.Nearest} {
			if name != "" && FindTag(row.Language, name) == nil {
				t.Errorf("%s:%s is replaced by the unknown %s", row.Language, row.Name, name)
			}
		}
		if len(row.Architectures) == 0 || PackageManager(row.OS) == "" || row.Glibc == "" {
			t.Errorf("%s:%s lacks its architectures, system or libc", row.Language, row.Name)
		}
		for _, date := range []Date{row.Released, row.Deprecation, row.BlockCreate, row.BlockUpdate} {
			if _, ok := date.Days(today); date != "" && !ok {
				t.Errorf("%s:%s has %q for a date", row.Language, row.Name, date)
			}
		}
	}
}

func TestReplacement(t *testing.T) {
	for _, test := range []struct {
		ref, newest, nearest string
		today                Date
	}{
		{"public.ecr.aws/lambda/python:3.9", "3.14", "3.12", today},
		{"public.ecr.aws/lambda/python:3.9.2024.01.05.15-arm64", "3.14-arm64", "3.12-arm64", today},
		{"public.ecr.aws/lambda/python:3.9", "3.14", "3.13", "2028-09-01"},
		{"public.ecr.aws/lambda/nodejs:18-x86_64", "24-x86_64", "22-x86_64", "2026-01-01"},
		{"public.ecr.aws/lambda/nodejs:18-x86_64", "24-x86_64", "24-x86_64", today},
		{"public.ecr.aws/lambda/nodejs:22", "24", "24", today},
		{"public.ecr.aws/lambda/nodejs:26-preview", "24", "24", today},
		{"public.ecr.aws/lambda/ruby:3.3", "4.0", "3.4", today},
		{"public.ecr.aws/lambda/java:8", "25", "8.al2023", today},
		{"public.ecr.aws/lambda/java:17", "25", "17.al2023", today},
		{"public.ecr.aws/lambda/dotnet:8", "10", "10", today},
		{"public.ecr.aws/lambda/provided:al2", "al2023", "al2023", today},
		{"public.ecr.aws/lambda/python:latest-arm64", "3.14-arm64", "", today},
		{"public.ecr.aws/lambda/python:3.9", "3.14", "3.14", "2029-05-01"},
		{"public.ecr.aws/lambda/python:3.9", "", "", "2040-01-01"},
		{"public.ecr.aws/lambda/go:1", "", "", today},
	} {
		parsed, _ := ParseReference(test.ref)
		newest, nearest := Replacement(parsed, test.today)
		if newest != test.newest || nearest != test.nearest {
			t.Errorf("%s on %s: got %q and %q, want %q and %q", test.ref, test.today, newest, nearest, test.newest, test.nearest)
		}
	}
	if repository, tag, ok := Successor(Go); !ok || repository != "public.ecr.aws/lambda/provided" || tag != "al2023" {
		t.Errorf("go is succeeded by %s:%s", repository, tag)
	}
	if _, _, ok := Successor(Python); ok {
		t.Error("python has a successor")
	}
}

func TestLifeCycle(t *testing.T) {
	for _, test := range []struct {
		lang               Language
		name               string
		deprecated, ending bool
	}{
		{Python, "3.10", true, false},
		{Python, "3.11", false, false},
		{NodeJS, "22", false, true},
		{Ruby, "3.3", false, true},
		{DotNet, "9", true, false},
		{Python, "3.15-preview", false, false},
	} {
		row := FindTag(test.lang, test.name)
		if row.Deprecated(today) != test.deprecated || row.Ending(today) != test.ending {
			t.Errorf("%s:%s: deprecated %v, ending %v", test.lang, test.name, row.Deprecated(today), row.Ending(today))
		}
	}
	if left, ok := FindTag(NodeJS, "22").DaysLeft(today); left != 157 || !ok {
		t.Errorf("nodejs:22 has %d days left", left)
	}
	if _, ok := Date("soon").Days(today); ok {
		t.Error("soon is a date")
	}
}

func TestSuggestTag(t *testing.T) {
	for _, test := range []struct {
		lang      Language
		tag, want string
	}{
		{NodeJS, "20.x", "20"}, {NodeJS, "nodejs20.x", "20"}, {NodeJS, "20-alpine", "20"}, {NodeJS, "20.11.1", "20"}, {NodeJS, "v22", "22"},
		{NodeJS, "21", "24"}, {NodeJS, "24-amd64", "24-x86_64"}, {NodeJS, "lts", ""},
		{DotNet, "8.0", "8"}, {DotNet, "dotnet8", "8"}, {DotNet, "10.0", "10"}, {DotNet, "core6.0", "6"}, {DotNet, "3.1", "core3.1"},
		{Python, "3.12-slim", "3.12"}, {Python, "3.12-slim-bookworm", "3.12"}, {Python, "python3.12", "3.12"}, {Python, "3.12.4", "3.12"},
		{Python, "312", "3.12"}, {Python, "3", "3.14"}, {Python, "3.12-aarch64", "3.12-arm64"}, {Python, "3.5", "3.11"}, {Python, "3.12.al2023", "3.12"},
		{Python, "slim", ""}, {Python, "", ""}, {Python, "3.12.2024.01.01.01-arm", "3.12"},
		{Java, "17-al2", "17"}, {Java, "17-al2023", "17.al2023"}, {Java, "java17.al2023", "17.al2023"}, {Java, "8.al2-arm64", ""}, {Java, "18", "21"},
		{Provided, "al2022", "al2023"}, {Provided, "provided.al2", "al2"}, {Provided, "al203", "al2023"}, {Provided, "al2023-arm", "al2023"},
		{Ruby, "3.3.0", "3.3"}, {Ruby, "3", "3.4"}, {Ruby, "ruby3.4", "3.4"},
	} {
		got, ok := SuggestTag(test.lang, test.tag, today)
		if got != test.want && !(test.want == "" && !ok) {
			t.Errorf("%s:%s: got %q, want %q", test.lang, test.tag, got, test.want)
		}
	}
}

func TestNewerThanKnown(t *testing.T) {
	for _, test := range []struct {
		lang    Language
		runtime string
		want    bool
	}{
		{Python, "3.15", true}, {Python, "3.16", true}, {Python, "4.0", true}, {Python, "3.14", false}, {Python, "3.5", false}, {Python, "312", false},
		{NodeJS, "26", true}, {NodeJS, "28", true}, {NodeJS, "21", false}, {NodeJS, "20.x", false}, {DotNet, "11", true}, {DotNet, "8.0", false},
		{Java, "29", true}, {Java, "17.al2026", false}, {Provided, "al2026", true}, {Provided, "al2022", false}, {Provided, "3", false}, {Python, "", false},
	} {
		if got := NewerThanKnown(test.lang, test.runtime); got != test.want {
			t.Errorf("%s:%s: got %v, want %v", test.lang, test.runtime, got, test.want)
		}
	}
	if PreviewTag(Python, "3.15") == nil || PreviewTag(Python, "3.14") != nil || PreviewTag(Python, "3.16") != nil {
		t.Error("3.15 alone is in preview")
	}
}

func TestEnvironment(t *testing.T) {
	value := func(lang Language, name string) (string, bool) {
		for _, v := range Environment(lang) {
			if v.Name == name {
				return v.Value, !v.Varies
			}
		}
		return "", false
	}
	for _, lang := range Languages() {
		if got, _ := value(lang, "LAMBDA_TASK_ROOT"); got != TaskRoot {
			t.Errorf("%s: task root %q", lang, got)
		}
		if got, _ := value(lang, "PATH"); got != "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin" {
			t.Errorf("%s: path %q", lang, got)
		}
	}
	if got, _ := value(DotNet, "DOTNET_ROOT"); got != "/var/lang/bin" {
		t.Errorf("DOTNET_ROOT is %q", got)
	}
	if _, known := value(DotNet, "DOTNET_VERSION"); known {
		t.Error("DOTNET_VERSION is known")
	}
	if EndOfLife(AL2) != "2026-06-30" || EndOfLife(AL2023) != "" {
		t.Error("ends of life differ")
	}
	if PackageManager(AL2) != "yum" || PackageManager(AL2023) != "dnf" || PackageManager("") != "" {
		t.Error("package managers differ")
	}
}

func BenchmarkReplacement(b *testing.B) {
	ref, _ := ParseReference("public.ecr.aws/lambda/python:3.9-arm64")
	b.ReportAllocs()
	for b.Loop() {
		Replacement(ref, today)
	}
}
