package analysis_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
)

// installsRule reports what each command installs.
var installsRule = &analysis.Rule{
	Name: "installs", Severity: analysis.Warning,
	Image: func(p *analysis.Pass, i *image.Image) {
		var all []string
		for _, install := range p.Variant.Installs() {
			text := install.Manager + ":"
			for _, found := range install.Packages {
				text += fmt.Sprintf(" %s<%s>@%s", found.Name, found.Exact(), found.File.Slice(found.Span))
			}
			if install.Complete {
				text += " complete"
			}
			all = append(all, text)
		}
		p.Report(analysis.Diagnostic{Span: i.Final.From.KeywordSpan, Message: strings.Join(all, "; ")})
	},
}

func TestInstalls(t *testing.T) {
	const from = "FROM public.ecr.aws/lambda/python:3.13\n"
	files := map[string]string{
		"requirements.txt":  "six==1.16\n-r more/base.txt\n",
		"more/base.txt":     "-c limits.txt\nrequests\n",
		"more/limits.txt":   "requests==2.0.0\n",
		"own.txt":           "-e .\nsix\n",
		"Gemfile":           "gem 'aws_lambda_ric', '~> 3.0'\n",
		"Gemfile.lock":      "GEM\n  specs:\n    aws_lambda_ric (3.1.2)\n",
		"js/package.json":   `{"dependencies": {"a": "^1.0.0"}, "devDependencies": {"b": "1.2.3"}}`,
		"package.json":      `{"dependencies": {"aws-lambda-ric": "^1.0.0"}, "devDependencies": {"b": "1.2.3"}}`,
		"package-lock.json": `{"packages": {"node_modules/aws-lambda-ric": {"version": "1.4.0"}}}`,
		"pyproject.toml":    "[project]\ndependencies = [\"awslambdaric>=2\"]\n",
		"uv.lock":           "[[package]]\nname = \"awslambdaric\"\nversion = \"3.0.0\"\n",
		"yarn.lock":         "aws-lambda-ric@^1.0.0:\n  version \"1.5.0\"\n",
	}
	tests := map[string]string{
		"COPY requirements.txt .\nCOPY more more\nRUN pip install --no-cache-dir -r requirements.txt":          "pip: six<1.16>@six==1.16 requests<2.0.0>@requests==2.0.0 complete",
		"COPY more /opt/more\nRUN cd /opt && python3 -m pip install --requirement=more/base.txt":               "pip: requests<2.0.0>@requests==2.0.0 complete",
		"RUN pip install -r requirements.txt":                                                                  "pip:",
		"COPY requirements.txt .\nRUN sed -i s/six/boto3/ requirements.txt && pip install -r requirements.txt": "pip:",
		"COPY requirements.txt .\nRUN pip install --upgrade pip && pip install -r requirements.txt":            "pip: pip<>@pip complete; pip: six<1.16>@six==1.16",
		"COPY own.txt .\nRUN pip install -r own.txt":                                                           "pip: six<>@six",
		"RUN pip3 install -t /x 'boto3>=1,<2' \"six[x]==1.0\" -i https://pypi.org/simple":                      "pip: boto3<>@'boto3>=1,<2' six<1.0>@\"six[x]==1.0\" complete",
		"RUN pip install six --index-url=https://packages.example.com/simple":                                  "pip: six<>@six",
		"ARG PIP_EXTRA_INDEX_URL\nRUN pip install six":                                                         "pip: six<>@six",
		"RUN pip install .\nRUN pip install $MORE six\nRUN pip install ./a.whl":                                "pip:; pip: six<>@six; pip:",
		"RUN pip list && pip uninstall -y six && npm run build && gem env":                                     "",
		"COPY package.json package-lock.json ./\nRUN npm ci --omit=dev":                                        `npm: aws-lambda-ric<1.4.0>@"aws-lambda-ric": "^1.0.0" complete`,
		"COPY package*.json ./\nRUN npm install":                                                               `npm: aws-lambda-ric<1.4.0>@"aws-lambda-ric": "^1.0.0" b<1.2.3>@"b": "1.2.3" complete`,
		"COPY js ./\nRUN yarn --frozen-lockfile":                                                               `yarn: a<>@"a": "^1.0.0" b<1.2.3>@"b": "1.2.3" complete`,
		"RUN npm install -g @scope/tool@1.2.3 aws-lambda-ric left@^4":                                          "npm: @scope/tool<1.2.3>@@scope/tool@1.2.3 aws-lambda-ric<>@aws-lambda-ric left<>@left@^4 complete",
		"RUN npm ci": "npm:",
		"RUN npm install ./local https://example.com/x.tgz":                                                        "npm:",
		"RUN npm --prefix js ci":                                                                                   "npm:",
		"COPY Gemfile Gemfile.lock ./\nRUN bundle config set x y && bundle install":                                "bundle: aws_lambda_ric<3.1.2>@gem 'aws_lambda_ric', '~> 3.0' complete",
		"RUN gem install rack:3.0.1 && gem install json -v 2.7.1 --no-document":                                    "gem: rack<3.0.1>@rack:3.0.1 complete; gem: json<2.7.1>@json complete",
		"RUN apk add --no-cache --virtual .build build-base 'cmake>3' && apt-get update && apt-get install -y g++": "apk: build-base<>@build-base cmake<>@'cmake>3' complete; apt-get: g++<>@g++ complete",
		"RUN dnf install -y gcc-c++ *.rpm":                                                                         "dnf: gcc-c++<>@gcc-c++",
		"COPY pyproject.toml uv.lock ./\nRUN uv sync --frozen":                                                     "uv: awslambdaric<3.0.0>@awslambdaric>=2",
		"COPY requirements.txt more ./\nRUN uv pip install --system -r requirements.txt 'six>1'":                   "uv: six<1.16>@six==1.16 six<>@'six>1'",
		"COPY js package.json yarn.lock ./\nRUN yarn install":                                                      `yarn: aws-lambda-ric<1.5.0>@"aws-lambda-ric": "^1.0.0" b<1.2.3>@"b": "1.2.3" complete`,
		"RUN poetry install && uv sync":                                                                            "poetry:; uv:",
		"SHELL [\"pwsh\", \"-c\"]\nRUN x":                                                                          ":",
	}
	for text, want := range tests {
		files["Dockerfile"] = from + text + "\nCMD [\"app.handler\"]\n"
		if got := messages(lint(t, project(files, installsRule), "Dockerfile")); len(got) != 1 || got[0] != "Dockerfile warning: "+want {
			t.Errorf("%s:\n got %q\nwant %q", text, got, want)
		}
	}
}
