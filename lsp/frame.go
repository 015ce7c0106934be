package lsp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// Limits of what a peer may make the server hold, in bytes.
const (
	maxHeaderLine = 4 << 10
	maxHeader     = 16 << 10
	maxMessage    = 64 << 20
	// eagerMessage is the length up to which a body's memory is taken on the word of its header.
	eagerMessage = 1 << 20
)

// errHeader is a header that leaves unknown where the next message begins.
var errHeader = errors.New("reading a message: the header is no header")

// frames is a stream of JSON-RPC messages, each behind a header with its length. It passes on only what is a request,
// a notification or a response; all else it answers itself, and reads on.
type frames struct {
	in     *bufio.Reader
	log    func(format string, args ...any)
	closed atomic.Bool

	mu  sync.Mutex // held while a message is written
	out io.Writer
}

func newFrames(in io.Reader, out io.Writer, log func(string, ...any)) *frames {
	return &frames{in: bufio.NewReader(in), out: out, log: log}
}

// ReadObject decodes the next message that can be understood. Its errors end the connection.
func (f *frames) ReadObject(v any) error {
	for {
		body, err := f.next()
		if err != nil {
			return err
		}
		if f.closed.Load() {
			return io.EOF
		}
		problem := inspect(body)
		if problem == nil && json.Unmarshal(body, v) != nil {
			problem = &refusal{code: codeInvalidRequest, message: "neither a request nor a response"}
		}
		if problem == nil {
			return nil
		}
		f.refuse(problem)
	}
}

func (f *frames) refuse(r *refusal) {
	if r.silent {
		f.log("ignoring a message: %s", r.message)
		return
	}
	if err := f.reply(r.id, nil, &rpcError{Code: r.code, Message: r.message}); err != nil {
		f.log("refusing a message: %v", err)
	}
}

// WriteObject implements the connection's stream.
func (f *frames) WriteObject(v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encoding a message: %w", err)
	}
	return f.write(body)
}

// Close ends reading. The reader and the writer below belong to the caller and stay open.
func (f *frames) Close() error {
	f.closed.Store(true)
	return nil
}

func (f *frames) write(body []byte) error {
	message := make([]byte, 0, len(body)+32)
	message = append(message, "Content-Length: "...)
	message = strconv.AppendInt(message, int64(len(body)), 10)
	message = append(append(message, "\r\n\r\n"...), body...)
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, err := f.out.Write(message); err != nil {
		return fmt.Errorf("writing a message: %w", err)
	}
	return nil
}

// rpcError is the error member of a response.
type rpcError struct {
	Code    int64  `json:"code"`
	Message string `json:"message"`
}

// reply answers a request. The id is JSON; an empty one is written as null.
func (f *frames) reply(id, result json.RawMessage, failure *rpcError) error {
	if len(id) == 0 {
		id = jsonNull
	}
	if failure == nil && len(result) == 0 {
		result = jsonNull
	}
	body := append([]byte(`{"jsonrpc":"2.0","id":`), id...)
	if failure != nil {
		encoded, err := json.Marshal(failure)
		if err != nil {
			return fmt.Errorf("encoding an error: %w", err)
		}
		body = append(append(body, `,"error":`...), encoded...)
	} else {
		body = append(append(body, `,"result":`...), result...)
	}
	return f.write(append(body, '}'))
}

// notify sends a notification whose parameters are JSON already.
func (f *frames) notify(method string, params json.RawMessage) error {
	name, err := json.Marshal(method)
	if err != nil {
		return fmt.Errorf("encoding %s: %w", method, err)
	}
	body := append([]byte(`{"jsonrpc":"2.0","method":`), name...)
	if len(params) > 0 {
		body = append(append(body, `,"params":`...), params...)
	}
	return f.write(append(body, '}'))
}

// next is the body of the next message. A body that is too long is refused and skipped.
func (f *frames) next() ([]byte, error) {
	for {
		length, err := f.header()
		switch {
		case err != nil:
			return nil, err
		case length < 0:
			f.refuse(&refusal{code: codeParseError, message: "a message needs a Content-Length"})
		case length > maxMessage:
			f.refuse(&refusal{code: codeInvalidRequest, message: fmt.Sprintf("a message may have %d bytes at most", maxMessage)})
			if _, err := io.CopyN(io.Discard, f.in, length); err != nil {
				return nil, err
			}
		default:
			return f.body(length)
		}
	}
}

func (f *frames) body(length int64) ([]byte, error) {
	var body bytes.Buffer
	body.Grow(int(min(length, eagerMessage)) + bytes.MinRead)
	n, err := body.ReadFrom(io.LimitReader(f.in, length))
	if err == nil && n < length {
		err = io.ErrUnexpectedEOF
	}
	return body.Bytes(), err
}

// header is the content length that the next header block says, -1 if it says none. Empty blocks are passed over.
func (f *frames) header() (int64, error) {
	length, size := int64(-1), 0
	for {
		line, err := f.headerLine()
		if err != nil {
			return 0, err
		}
		if size += len(line); size > maxHeader {
			return 0, errHeader
		}
		if line == "" && size > 0 {
			return length, nil
		}
		name, value, _ := strings.Cut(line, ":")
		if strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
			if err != nil || n < 0 {
				n = -1
			}
			length = n
		}
	}
}

func (f *frames) headerLine() (string, error) {
	line, err := f.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) || len(line) > maxHeaderLine {
		return "", errHeader
	}
	if err != nil {
		return "", err
	}
	return strings.TrimRight(string(line), "\r\n"), nil
}

// refusal is why a message is not passed on.
type refusal struct {
	id      json.RawMessage
	code    int64
	message string
	silent  bool // a response or a notification cannot be answered
}

var jsonNull = json.RawMessage("null")

// inspect finds what keeps a body from being a request, a notification or a response.
func inspect(body []byte) *refusal {
	if trimmed := bytes.TrimLeft(body, " \t\r\n"); len(trimmed) > 0 && trimmed[0] == '[' && json.Valid(body) {
		return &refusal{code: codeInvalidRequest, message: "batches are not supported"}
	}
	var message struct {
		ID     json.RawMessage `json:"id"`
		Method json.RawMessage `json:"method"`
		Result json.RawMessage `json:"result"`
		Error  json.RawMessage `json:"error"`
	}
	if err := json.Unmarshal(body, &message); err != nil {
		if json.Valid(body) {
			return &refusal{code: codeInvalidRequest, message: "a message must be an object"}
		}
		return &refusal{code: codeParseError, message: "the message is not JSON"}
	}
	key, valid := idKey(message.ID)
	answered := message.Result != nil || message.Error != nil
	switch {
	case message.Method == nil && answered && key == "":
		return &refusal{message: "a response to no request", silent: true}
	case message.Method == nil && answered:
		return nil
	case message.Method == nil || message.Method[0] != '"' || answered:
		r := &refusal{code: codeInvalidRequest, message: "a request needs a method"}
		if valid {
			r.id = message.ID
		}
		return r
	case !valid:
		return &refusal{code: codeInvalidRequest, message: "an id must be an integer or a string"}
	}
	return nil
}

// idKey is the text by which a request's id is known, empty for none. ok is false for what is no id.
func idKey(raw json.RawMessage) (key string, ok bool) {
	if len(raw) == 0 || string(raw) == "null" {
		return "", true
	}
	if raw[0] == '"' {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return "", false
		}
		quoted, err := json.Marshal(s)
		return string(quoted), err == nil
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	return strconv.FormatInt(n, 10), err == nil
}
