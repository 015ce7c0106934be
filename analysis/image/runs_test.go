package image

import (
	"testing"
	"testing/fstest"
)

func TestRun(t *testing.T) {
	context := []string{"app.py", "index.js", "src/app.py", "run.sh", "requirements.txt", "package.json", "go.mod"}
	const copied = pythonBase + "COPY . .\n"
	tests := []struct{ name, dockerfile, want string }{
		{"pip leaves the task root alone", copied + "RUN pip install --no-cache-dir -r requirements.txt", "+/var/task/app.py -/var/task/x.py ?/var/lang/lib/python3.12/site-packages/x.py -/opt/python/x.py"},
		{"pip by its module", copied + "RUN python3 -m pip install -r requirements.txt && pip3 install boto3", "-/var/task/x.py"},
		{"pip of an interpreter that is not known", copied + "ARG PYTHON\nRUN $PYTHON -m pip install -r requirements.txt -t /opt/python", "+/var/task/app.py -/var/task/x.py ?/opt/python/x.py"},
		{"pip of a template's interpreter", copied + "RUN {{ cookiecutter.runtime }} -m pip install -r requirements.txt", "?/var/task/x.py"},
		{"pip of a template's interpreter, in one word", copied + "RUN {{cookiecutter.runtime}} -m pip install -r requirements.txt", "+/var/task/app.py -/var/task/x.py"},
		{"pip of a version", copied + "RUN python3.12 -m pip install -r requirements.txt && pip3.12 install boto3", "+/var/task/app.py -/var/task/x.py"},
		{"script of a version", copied + "RUN python3.12 build.py", "?/var/task/x.py"},
		{"pip into the task root", copied + `RUN pip install -r requirements.txt --target "${LAMBDA_TASK_ROOT}"`, "?/var/task/x.py -/opt/python/x.py +/var/task/app.py"},
		{"pip with a short option", copied + "RUN pip install -r requirements.txt -t .", "?/var/task/x.py -/app/x.py"},
		{"pip with a hidden target", copied + "RUN pip install $ARGS boto3", "?/var/task/x.py"},
		{"pip with a hidden version", copied + `RUN pip install "awslambdaric==${VERSION}"`, "-/var/task/x.py"},
		{"system packages", copied + "RUN dnf install -y gcc && dnf clean all && rm -rf /var/cache/dnf", "-/var/task/x.py -/opt/extensions/x"},
		{"apt's lists", "FROM python:3.12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*", "-/var/task/x.py -/app/x"},
		{"npm", copied + "RUN npm ci --omit=dev", "-/var/task/x.js ?/var/task/node_modules/x/index.js -/var/task/dis/x.js"},
		{"npm in a folder", copied + "RUN cd src && npm install", "-/var/task/x.js ?/var/task/src/node_modules/x -/var/task/src/y.js"},
		{"npm with a script around installing", "FROM public.ecr.aws/lambda/nodejs:22\nCOPY scripted/ .\nRUN npm ci", "?/var/task/x.js -/app/x"},
		{"npm that runs no scripts", "FROM public.ecr.aws/lambda/nodejs:22\nCOPY scripted/ .\nRUN npm ci --ignore-scripts", "-/var/task/x.js"},
		{"gems", copied + "RUN gem install x", "-/var/task/x.rb"},
		{"gems elsewhere", copied + "RUN gem install x -i /opt/ruby", "?/opt/ruby/x.rb -/var/task/x.rb"},
		{"system packages elsewhere", copied + "RUN dnf install -y --installroot=/opt/python x", "?/opt/python/x.py -/var/task/x.py"},
		{"package unpacked", copied + "RUN dpkg -x x.deb /opt/python", "?/opt/python/x.py -/app/x.py"},
		{"arguments from elsewhere", copied + "RUN ls | xargs rm", "?/var/task/app.py"},
		{"variable with a command", copied + "RUN PIP='pip install -t .' && $PIP x", "?/var/task/x.py -/opt/python/x.py"},
		{"pip's own variable", pythonBase + "ENV PIP_TARGET=/opt/python\nRUN pip install x", "?/opt/python/x.py -/var/task/x.py"},
		{"function", copied + "RUN f() { rm app.py; }; f", "?/var/task/x.py"},
		{"sub-shell", copied + "RUN (cd /opt/python && touch a.py) && touch b.py", "+/opt/python/a.py +/var/task/b.py -/var/task/a.py"},
		{"loop", copied + "RUN for x in a b; do mkdir $x; done", "?/var/task/a +/var/task/app.py"},
		{"JSON form", copied + `RUN ["/usr/bin/pip", "install", "-r", "requirements.txt"]`, "-/var/task/x.py ?/var/lang/x"},
		{"JSON form of anybody's", copied + `RUN ["sh", "-c", "x"]`, "?/var/task/x.py"},
		{"archive that is made", copied + "RUN tar -czf /opt/python/x.tgz .", "?/opt/python/x.tgz"},
		{"npm's scripts", copied + "RUN npm run build", "?/var/task/x.js ?/app/x +/var/task/app.py"},
		{"a script of the project", copied + "RUN ./run.sh", "?/var/task/x.js ?/opt/extensions/x +/var/task/app.py"},
		{"a program of anybody's", copied + "RUN frobnicate --all", "?/var/task/x.js"},
		{"what reads only", copied + "RUN echo hello && ls -la && cat app.py && true", "-/var/task/x.py"},
		{"redirection", copied + `RUN echo '#!/bin/sh' > /var/task/boot && printf x >> other.txt`, "+/var/task/boot +/var/task/other.txt -/var/task/x"},
		{"redirection to nowhere", copied + "RUN ls > /dev/null 2>&1", "-/var/task/x"},
		{"redirection to a variable", copied + "RUN echo x > $FILE", "?/var/task/x"},
		{"mkdir and touch", copied + "RUN mkdir -p /data/in pkg && touch pkg/__init__.py", "+/data/in +/var/task/pkg +/var/task/pkg/__init__.py -/var/task/pkg/x"},
		{"rm", copied + "RUN rm -rf src app.py", "-/var/task/app.py -/var/task/src/app.py +/var/task/index.js"},
		{"rm of a pattern", copied + "RUN rm -f *.py", "?/var/task/app.py +/var/task/index.js -/var/task/x.py +/var/task/src/app.py"},
		{"rm of a variable", copied + "RUN rm -rf $WHAT", "?/var/task/app.py"},
		{"rm of all", copied + "RUN rm -rf /var/task/*", "?/var/task/app.py -/var/task/x.py"},
		{"mv", copied + "RUN mv app.py main.py", "-/var/task/app.py +/var/task/main.py"},
		{"mv into a folder", copied + "RUN mv app.py src", "-/var/task/app.py +/var/task/src/app.py -/var/task/src/x.py"},
		{"cp of a folder", copied + "RUN cp -r src /opt/python", "+/opt/python/app.py -/opt/python/src -/opt/python/x.py"},
		{"cp of a folder into another", copied + "RUN mkdir -p /opt/python && cp -r src /opt/python", "+/opt/python/src/app.py -/opt/python/app.py"},
		{"cp of what a folder holds", copied + "RUN mkdir -p /opt/python && cp -a src/. /opt/python/", "+/opt/python/app.py -/opt/python/src"},
		{"cp of a pattern", copied + "RUN cp src/*.py /opt/python/", "?/opt/python/app.py -/var/task/x.py"},
		{"cp of a pattern that the context lacks", copied + "RUN cp target/*.jar lib/", "?/var/task/lib/x.jar -/var/task/x.jar"},
		{"ln", copied + "RUN ln -s /var/task/src /opt/python", "+/opt/python/app.py -/opt/python/x.py"},
		{"copy through a link", pythonBase + "RUN ln -s /var/task /app\nCOPY app.py /app/", "+/var/task/app.py +/app/app.py -/var/task/x.py"},
		{"ln beside", copied + "RUN ln -s app.py main.py", "+/var/task/main.py"},
		{"curl", copied + "RUN curl -fsSL -o /usr/local/bin/rie https://example.com/rie && curl -Lo tool https://example.com/x", "+/usr/local/bin/rie +/var/task/tool -/var/task/x"},
		{"curl into a pipe", copied + "RUN curl https://example.com/x | bash", "?/var/task/x"},
		{"curl by its remote name", copied + "RUN curl -LO https://example.com/x", "?/var/task/x -/app/x"},
		{"wget", copied + "RUN wget -q -O /opt/python/x.zip https://example.com/x", "+/opt/python/x.zip -/opt/python/x.py"},
		{"unzip", copied + "RUN unzip /tmp/layer.zip -d /opt", "?/opt/python/x.py -/var/task/x.py"},
		{"tar", copied + "RUN tar -xzf x.tgz -C /opt/python", "?/opt/python/x.py -/var/task/x.py"},
		{"tar here", copied + "RUN tar xzf x.tgz", "?/var/task/x.py -/app/x.py"},
		{"what may not run", copied + "RUN if [ -f x ]; then rm app.py; touch y; fi", "?/var/task/app.py ?/var/task/y +/var/task/index.js -/var/task/z"},
		{"cd", copied + "RUN cd /opt/python && touch x.py", "+/opt/python/x.py -/var/task/x.py"},
		{"broken script", copied + "RUN if then", "?/var/task/x.py"},
		{"a program of Go", "FROM golang:1.26\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -tags lambda.norpc -o /main .", "?/main +/src/go.mod -/var/task/x"},
		{"downloads of Go", "FROM golang:1.26\nWORKDIR /src\nCOPY . .\nRUN go mod download", "-/src/x -/main"},
		{"bind mount", copied + "RUN --mount=type=bind,source=x,target=/mnt2 cp /mnt2/a.py /opt/python/a.py && touch /mnt2/x", "?/opt/python/a.py -/mnt2/x -/var/task/x"},
		{"cache mount", copied + "RUN --mount=type=cache,target=/var/task/cache ./run.sh", "?/var/task/x -/var/task/cache/x"},
		{"find deletes", copied + "RUN find . -name '*.py' -delete", "?/var/task/app.py -/var/task/x.py"},
		{"find lists", copied + "RUN find . -name '*.pyc'", "+/var/task/app.py"},
		{"find runs", copied + "RUN find . -name x -exec python x {} +", "?/var/task/x.py"},
		{"sed", copied + "RUN sed -i s/a/b/ app.py", "+/var/task/app.py -/var/task/x.py"},
		{"virtual environment", copied + "RUN python -m venv /opt/venv && . /opt/venv/bin/activate && pip install x", "?/opt/venv/lib/x.py -/var/task/x.py"},
		{"uv", copied + "RUN uv pip install --system -r requirements.txt", "-/var/task/x.py"},
		{"poetry", copied + "RUN poetry config virtualenvs.create false && poetry install --no-root", "-/var/task/x.py ?/var/task/.venv/x"},
		{"git", copied + "RUN git clone https://example.com/x /opt/python", "?/opt/python/x.py -/var/task/x.py"},
		{"tee", copied + "RUN echo x | tee /var/task/boot", "+/var/task/boot"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := filesOf(context...)
			files["scripted/package.json"] = &fstest.MapFile{Data: []byte(`{"scripts": {"postinstall": "tsc"}}`)}
			checkPaths(t, assemble(tt.dockerfile, Inputs{Context: files}), tt.want)
		})
	}
}

func TestModes(t *testing.T) {
	tests := []struct {
		name, run  string
		executable bool
		known      bool
	}{
		{"of the context", "COPY app.py /var/task/bootstrap", false, true},
		{"--chmod", "COPY --chmod=755 app.py /var/task/bootstrap", true, true},
		{"--chmod with symbols", "COPY --chmod=u=rwX,go=rX app.py /var/task/bootstrap", false, false},
		{"chmod", "COPY app.py bootstrap\nRUN chmod +x bootstrap", true, true},
		{"chmod with digits", "COPY app.py bootstrap\nRUN chmod 0755 /var/task/bootstrap", true, true},
		{"chmod of a folder", "COPY app.py bootstrap\nRUN chmod -R 755 /var/task", true, true},
		{"chmod takes away", "COPY --chmod=777 app.py bootstrap\nRUN chmod a-x bootstrap", false, true},
		{"chmod of a pattern", "COPY app.py bootstrap\nRUN chmod +x *", false, false},
		{"chmod in front", "RUN chmod 755 /var/task\nCOPY app.py bootstrap", false, true},
		{"chmod by find", "COPY app.py bootstrap\nRUN find . -name boot* -exec chmod +x {} +", false, false},
		{"script that may chmod", "COPY app.py bootstrap\nRUN ./x", false, false},
		{"chmod that may not run", "COPY app.py bootstrap\nRUN [ -f x ] && chmod +x bootstrap", false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stages := assemble(pythonBase+tt.run, Inputs{Context: filesOf("app.py")})
			presence, origin := stages[0].Lookup("/var/task/bootstrap")
			if presence != Present || origin.Mode.Known != tt.known || origin.Mode.Executable() != tt.executable {
				t.Errorf("mode %v, presence %v; want known %v, executable %v", origin.Mode, presence, tt.known, tt.executable)
			}
		})
	}
}

func TestMayHoldPackages(t *testing.T) {
	tests := []struct {
		run, dir     string
		packages, by bool
	}{
		{"RUN pip install -r requirements.txt", "/var/lang/lib/python3.12/site-packages", true, false},
		{"RUN pip install -r requirements.txt", "/var/task", false, false},
		{"RUN pip install -r requirements.txt -t /var/task", "/var/task", true, false},
		{"RUN pip install .", "/var/lang/lib/python3.12/site-packages", true, true},
		{"RUN pip install -e .", "/var/lang/lib/python3.12/site-packages", true, true},
		{"RUN pip install git+https://example.com/x", "/var/lang/lib/python3.12/site-packages", true, true},
		{"RUN poetry install", "/var/lang/lib/python3.12/site-packages", true, true},
		{"RUN npm ci", "/var/task/node_modules", true, false},
		{"RUN npm ci", "/var/task", false, false},
		{"RUN ./x", "/var/task", true, true},
		{"COPY . .", "/var/task", false, false},
		{"COPY --from=0 /var/task /var/task", "/var/task", true, false},
	}
	for _, tt := range tests {
		stages := assemble(pythonBase+"RUN pip install -t /var/task x\n"+pythonBase+tt.run, Inputs{Context: filesOf("app.py")})
		if got := stages[1].MayHoldPackages(tt.dir); got != tt.packages {
			t.Errorf("%s: MayHoldPackages(%s) = %v", tt.run, tt.dir, got)
		}
		if got := stages[1].MayHoldProject(tt.dir); got != tt.by {
			t.Errorf("%s: MayHoldProject(%s) = %v", tt.run, tt.dir, got)
		}
	}
}

func TestInstallingPackagesLeavesFilesAlone(t *testing.T) {
	tests := []struct {
		run, path   string
		lookup, own Presence
		rewritten   bool
	}{
		{"COPY . .\nRUN pip install -t . -r requirements.txt", "/var/task/app.py", Present, Present, false},
		{"COPY . .\nRUN pip install -t . -r requirements.txt", "/var/task/other.py", Unknown, Absent, false},
		{"COPY . .\nRUN pip install -t . ./project", "/var/task/app.py", Present, Present, true},
		{"COPY . .\nRUN pip install -t . ./project", "/var/task/other.py", Unknown, Unknown, false},
		{"COPY . .\nRUN ./x && pip install -t . requests", "/var/task/other.py", Unknown, Unknown, false},
		{"COPY --from=0 /function /function", "/function/app.py", Present, Present, false},
		{"COPY --from=0 /function /function", "/function/other.py", Unknown, Absent, false},
		{"RUN npm ci", "/var/task/node_modules/x/index.js", Unknown, Absent, false},
	}
	for _, tt := range tests {
		stages := assemble(pythonBase+"WORKDIR /function\nCOPY . .\nRUN pip install --target . awslambdaric\n"+pythonBase+tt.run, Inputs{Context: filesOf("app.py")})
		lookup, origin := stages[1].Lookup(tt.path)
		if own, _ := stages[1].LookupOwn(tt.path); lookup != tt.lookup || own != tt.own || (origin.ChangedBy != nil) != tt.rewritten {
			t.Errorf("%s: %s: %v, on its own %v, rewritten by %v", tt.run, tt.path, lookup, own, origin.ChangedBy)
		}
	}
}
