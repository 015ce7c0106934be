package enginetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// serveECR answers as ECR does: under its name, with TLS, to who knows the password. What it holds lies in Registry.
// The engine finds it by a hosts file, and trusts it by a certificate authority, that nobody else sees.
func serveECR(path func(string) string) error {
	if err := os.WriteFile(path("hosts"), []byte("127.0.0.1 localhost "+ECR+"\n"), 0o644); err != nil {
		return err
	}
	if err := syscall.Mount(path("hosts"), "/etc/hosts", "", syscall.MS_BIND, ""); err != nil {
		return fmt.Errorf("naming the registry in /etc/hosts: %w", err)
	}
	certificate, err := certify(path("ca.pem"))
	if err != nil {
		return fmt.Errorf("making a certificate: %w", err)
	}
	if err := os.Setenv("SSL_CERT_FILE", path("ca.pem")); err != nil {
		return err
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:443", &tls.Config{Certificates: []tls.Certificate{*certificate}})
	if err != nil {
		return err
	}
	storage := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(&url.URL{Scheme: "http", Host: Registry})
		r.Out.Host = r.In.Host
		r.SetXForwarded()
		r.Out.Header.Del("Authorization")
	}}
	go func() { _ = http.Serve(listener, withPassword(storage)) }()
	return nil
}

// withPassword lets through who knows the password; the words of the refusal are ECR's.
func withPassword(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user == ECRUser && password == ECRPassword {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="https://`+ECR+`/",service="ecr.amazonaws.com"`)
		http.Error(w, "Not Authorized", http.StatusUnauthorized)
	})
}

// certify makes a certificate for the registry, and writes the authority that vouches for it.
func certify(authorityFile string) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "lambdock's tests"}, DNSNames: []string{ECR}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(48 * time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})
	if err := os.MkdirAll(filepath.Dir(authorityFile), 0o700); err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{certificate}, PrivateKey: key}, os.WriteFile(authorityFile, authority, 0o644)
}
