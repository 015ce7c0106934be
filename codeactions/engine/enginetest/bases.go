package enginetest

// The base images that tests can stand on. They are made of Debian's packages, under the names that Dockerfiles write:
// what they hold is Debian's, the shape is that of the image whose name they bear.
const (
	// LambdaPython has the entry point, environment and folders of Lambda's base image for Python, and a small client of the Runtime API.
	LambdaPython = "public.ecr.aws/lambda/python:3.13"
	// Python is Python on Debian, without anything of Lambda's.
	Python = "python:3.13-slim"
	// Busybox is a shell with its tools in one static file.
	Busybox = "busybox:latest"
)
