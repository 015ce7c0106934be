package lambda

import "time"

// What a function has of which nothing else is said.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
const (
	DefaultMemoryMB  = 128
	DefaultTimeout   = 3 * time.Second
	DefaultStorageMB = 512 // of /tmp
)

// Limits of the service. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html and .../lambda-runtime-environment.html
const (
	InitLimit        = 10 * time.Second // of a start, before it is made once more within the invocation's time
	ShutdownLimit    = 2 * time.Second  // in which extensions have to end
	MaxPayloadBytes  = 6 << 20          // of an event, and of a response that is not streamed
	MaxStreamedBytes = 200 << 20
	MaxProcesses     = 1024 // and threads
	MaxOpenFiles     = 1024
	MinMemoryMB      = 128
	MaxMemoryMB      = 10240
	MaxTimeout       = 15 * time.Minute
)
