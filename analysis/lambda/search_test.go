package lambda

import (
	"slices"
	"strings"
	"testing"
)

func variables(assignments ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for _, assignment := range assignments {
			if key, value, _ := strings.Cut(assignment, "="); key == name {
				return value, true
			}
		}
		return "", false
	}
}

func TestSearchPath(t *testing.T) {
	for _, test := range []struct {
		lang Language
		name string
		env  []string
		want string
	}{
		{Python, "3.12", nil, "/var/task /opt/python/lib/python3.12/site-packages /opt/python /var/lang/lib/python3.12/site-packages /var/runtime " +
			"/var/lang/lib/python312.zip /var/lang/lib/python3.12 /var/lang/lib/python3.12/lib-dynload"},
		{Python, "3.15-preview", []string{"PATH=/bin"}, "/var/task /opt/python/lib/python3.15/site-packages /opt/python /var/lang/lib/python3.15/site-packages /var/runtime " +
			"/var/lang/lib/python315.zip /var/lang/lib/python3.15 /var/lang/lib/python3.15/lib-dynload"},
		{Python, "3.9", nil, "/var/task /opt/python/lib/python3.9/site-packages /opt/python /var/runtime " +
			"/var/lang/lib/python39.zip /var/lang/lib/python3.9 /var/lang/lib/python3.9/lib-dynload /var/lang/lib/python3.9/site-packages"},
		{Python, "3.12", []string{"PYTHONPATH=/app/src::lib"}, "/var/task /var/runtime /app/src lib " +
			"/var/lang/lib/python312.zip /var/lang/lib/python3.12 /var/lang/lib/python3.12/lib-dynload /var/lang/lib/python3.12/site-packages"},
		{NodeJS, "22", nil, "/var/task /var/task/node_modules /opt/nodejs/node22/node_modules /opt/nodejs/node_modules /var/runtime/node_modules /var/runtime"},
		{NodeJS, "22", []string{"NODE_PATH=/app/node_modules"}, "/var/task /var/task/node_modules /app/node_modules"},
		{Ruby, "3.4", nil, "/var/task /opt/ruby/lib /var/task/vendor/bundle/ruby/3.4.0 /opt/ruby/gems/3.4.0"},
		{Java, "21", nil, "/var/task /var/task/lib /opt/java/lib"},
		{DotNet, "10", nil, "/var/task"},
		{Provided, "al2023", nil, ""},
		{Python, "9.9", nil, ""},
	} {
		got := strings.Join(SearchPath(FindTag(test.lang, test.name), variables(test.env...)), " ")
		if got != test.want {
			t.Errorf("%s:%s with %v:\n got %s\nwant %s", test.lang, test.name, test.env, got, test.want)
		}
	}
	if got := SearchPath(FindTag(Python, "3.12"), nil); len(got) != 8 {
		t.Errorf("without an environment: %v", got)
	}
}

func TestClientSearchPath(t *testing.T) {
	for _, test := range []struct {
		lang             Language
		version, workDir string
		env              []string
		want             string
	}{
		{Python, "3.12", "/function", nil, "/function /usr/local/lib/python3.12 /usr/local/lib/python3.12/site-packages"},
		{Python, "", "/function", []string{"PYTHONPATH=/deps"}, "/function /deps"},
		{NodeJS, "22", "/function", nil, "/function /function/node_modules /var/task"},
		{NodeJS, "22", "/var/task", nil, "/var/task /var/task/node_modules"},
		{Ruby, "3.4", "/app", nil, "/app"},
		{Java, "21", "/app", nil, ""},
	} {
		if got := strings.Join(ClientSearchPath(test.lang, test.version, test.workDir, variables(test.env...)), " "); got != test.want {
			t.Errorf("%s in %s: got %s, want %s", test.lang, test.workDir, got, test.want)
		}
	}
}

func TestClassPath(t *testing.T) {
	classes, jars := ClassPath("/app/")
	if !slices.Equal(classes, []string{"/app"}) || !slices.Equal(jars, []string{"/app/lib", "/opt/java/lib"}) {
		t.Errorf("got classes %v and jars %v", classes, jars)
	}
}

func BenchmarkSearchPath(b *testing.B) {
	tag := FindTag(Python, "3.12")
	b.ReportAllocs()
	for b.Loop() {
		SearchPath(tag, nil)
	}
}
