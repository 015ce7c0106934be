package shell_test

import (
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

const runBody = `set -ex && dnf install -y gcc "gcc-c++" postgresql-devel && dnf clean all && rm -rf /var/cache/dnf /tmp/* ` +
	`&& if [ "$ARCH" = arm64 ]; then pip install --target "${LAMBDA_TASK_ROOT}" -r requirements.txt; fi && cd /build && make -j$(nproc) install > /tmp/log 2>&1`

const buildScript = `#!/usr/bin/env bash
set -euo pipefail
SCRIPT_DIR="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$SCRIPT_DIR/.."
REGION="${AWS_REGION:-eu-west-1}"
ACCOUNT=$(aws sts get-caller-identity --query Account --output text)
IMAGE="$ACCOUNT.dkr.ecr.$REGION.amazonaws.com/orders"
ARGS=(--platform linux/arm64 --provenance=false)
if [[ -n "${CI:-}" ]]; then
  ARGS+=(--cache-from type=gha)
fi
login() {
  aws ecr get-login-password --region "$REGION" | docker login --username AWS --password-stdin "$ACCOUNT.dkr.ecr.$REGION.amazonaws.com"
}
login
for f in api worker; do
  docker buildx build "${ARGS[@]}" -t "$IMAGE:$f" -f "docker/$f.Dockerfile" . || exit 1
done
docker push "$IMAGE"
`

func BenchmarkRun(b *testing.B)        { benchmark(b, runBody, shell.POSIX) }
func BenchmarkScript(b *testing.B)     { benchmark(b, buildScript, shell.Bash) }
func BenchmarkLongScript(b *testing.B) { benchmark(b, strings.Repeat(buildScript, 100), shell.Bash) }

func benchmark(b *testing.B, text string, dialect shell.Dialect) {
	f := source.New("x.sh", text)
	b.ReportAllocs()
	for b.Loop() {
		shell.Parse(source.TextOf(f, source.Span{End: f.Len()}), dialect, nil)
	}
}

// TestHostile reads inputs on which a careless reader overflows the stack or takes quadratic time or memory.
func TestHostile(t *testing.T) {
	for _, unit := range []string{"(", "{ ", "$(", "\"$(", "if ", "((", "${A:-", "a && ", "a | ", "[ a ] && ", "A+=x\n", "A+=(x)\n", "cd a\n",
		"f() { A=1; }\nA=2\n", "for i in a; do A=1; done\n", "cat <<E\n", "bash -c 'x'\n", "! ", "time ", "`", "case a in a) "} {
		script := parse(strings.Repeat(unit, (1<<16)/len(unit)), shell.Bash, nil)
		if len(script.Commands) > 1<<16 {
			t.Errorf("%q: %d commands", unit, len(script.Commands))
		}
	}
}
