package image

import "testing"

// TestProjects follows Dockerfiles of the shapes that projects have: what must stay decidable, and what must not be.
func TestProjects(t *testing.T) {
	tests := []struct {
		name, dockerfile string
		context          []string
		want             string
	}{
		{"client on another base", `ARG FUNCTION_DIR="/function"
FROM python:3.12 AS build-image
ARG FUNCTION_DIR
RUN mkdir -p ${FUNCTION_DIR}
COPY app.py ${FUNCTION_DIR}
RUN pip install --target ${FUNCTION_DIR} awslambdaric
FROM python:3.12-slim
ARG FUNCTION_DIR
WORKDIR ${FUNCTION_DIR}
COPY --from=build-image ${FUNCTION_DIR} ${FUNCTION_DIR}
ENTRYPOINT [ "/usr/local/bin/python", "-m", "awslambdaric" ]
CMD [ "app.handler" ]
`, []string{"app.py"}, "+/function/app.py ?/function/awslambdaric/__main__.py -/var/task/app.py"},
		{"TypeScript in two stages", `FROM public.ecr.aws/lambda/nodejs:22 AS builder
WORKDIR /usr/app
COPY package.json index.ts ./
RUN npm install
RUN npm run build
FROM public.ecr.aws/lambda/nodejs:22
WORKDIR ${LAMBDA_TASK_ROOT}
COPY --from=builder /usr/app/dist/* ./
CMD ["index.handler"]
`, []string{"package.json", "index.ts"}, "?/var/task/index.js -/opt/nodejs/index.js"},
		{"poetry's export", `FROM python:3.12 AS req
WORKDIR /tmp
RUN pip install poetry
COPY ./pyproject.toml ./poetry.lock* /tmp/
RUN poetry export -f requirements.txt --output requirements.txt --without-hashes
FROM public.ecr.aws/lambda/python:3.12
COPY --from=req /tmp/requirements.txt ${LAMBDA_TASK_ROOT}
RUN pip install --no-cache-dir --upgrade -r requirements.txt && rm -rf /root/.cache
COPY ./app ${LAMBDA_TASK_ROOT}/app
CMD ["app.main.handler"]
`, []string{"pyproject.toml", "app/main.py"}, "+/var/task/app/main.py -/var/task/main.py"},
		{"Web Adapter", `FROM public.ecr.aws/docker/library/node:22-slim
COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/extensions/lambda-adapter
WORKDIR "/var/task"
ADD src/package.json /var/task/package.json
RUN npm install --omit=dev
ADD src/ /var/task
CMD ["node", "index.js"]
`, []string{"src/package.json", "src/index.js"}, "+/opt/extensions/lambda-adapter +/var/task/index.js -/var/task/server.js"},
		{"bootstrap that printf makes", `FROM public.ecr.aws/lambda/provided:al2023
COPY function.sh .
RUN printf '#!/bin/sh\nexec x\n' > /var/runtime/bootstrap && chmod 755 /var/runtime/bootstrap function.sh
CMD ["function.handler"]
`, []string{"function.sh"}, "+/var/runtime/bootstrap +/var/task/function.sh -/var/task/bootstrap"},
		{"system packages of AL2023", `FROM public.ecr.aws/lambda/python:3.12
RUN dnf -y update && dnf install -y gcc-c++ tar gzip findutils && dnf clean all
COPY requirements.txt .
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt
COPY src/ ${LAMBDA_TASK_ROOT}
RUN python -m compileall .
CMD ["app.handler"]
`, []string{"requirements.txt", "src/app.py"}, "+/var/task/app.py -/var/task/main.py -/var/task/src/app.py"},
		{"Java that the context builds first", `FROM public.ecr.aws/lambda/java:21
COPY target/classes ${LAMBDA_TASK_ROOT}
COPY target/dependency/* ${LAMBDA_TASK_ROOT}/lib/
CMD ["com.example.App::handle"]
`, []string{"pom.xml"}, "?/var/task/com/example/App.class ?/var/task/lib/x.jar"},
		{"uv", `FROM ghcr.io/astral-sh/uv:0.9 AS uv
FROM public.ecr.aws/lambda/python:3.13 AS builder
ENV UV_COMPILE_BYTECODE=1
RUN --mount=from=uv,source=/uv,target=/bin/uv --mount=type=bind,source=uv.lock,target=uv.lock --mount=type=bind,source=pyproject.toml,target=pyproject.toml uv export --frozen --no-emit-workspace --no-dev -o requirements.txt && uv pip install -r requirements.txt --target "${LAMBDA_TASK_ROOT}"
FROM public.ecr.aws/lambda/python:3.13
COPY --from=builder ${LAMBDA_TASK_ROOT} ${LAMBDA_TASK_ROOT}
COPY ./app ${LAMBDA_TASK_ROOT}/app
CMD ["app.main.handler"]
`, []string{"app/main.py", "uv.lock", "pyproject.toml"}, "+/var/task/app/main.py ?/var/task/x/y.py"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			checkPaths(t, assemble(tt.dockerfile, Inputs{Context: filesOf(tt.context...)}), tt.want)
		})
	}
}
