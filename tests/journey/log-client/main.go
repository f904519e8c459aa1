// SPDX-License-Identifier: Apache-2.0

// Reads a node's log as a stranger would, with nothing but Go's own packages for transparency logs: the
// checkpoint's signature, every tile up to its root, a proof of inclusion and one of consistency.
//
//	log-client URL ROOTS.pem VERIFIER-FILE RECORDS-FILE
//	log-client NOTE-FILE VERIFIER-FILE
package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func ensure(condition bool, what string) {
	if !condition {
		must(fmt.Errorf("%s", what))
	}
}

type node struct {
	client *http.Client
	url    string
}

func (n node) get(path string) []byte {
	answer, err := n.client.Get(n.url + path)
	must(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	must(err)
	ensure(answer.StatusCode == 200, fmt.Sprintf("%s: status %d: %s", path, answer.StatusCode, body))
	return body
}

// Tiles as the log serves them: c2sp.org/tlog-tiles leaves out the height that Go writes.
func (n node) Height() int { return 8 }

func (n node) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		data = append(data, n.get("/log/"+strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
	}
	return data, nil
}

func (n node) SaveTiles([]tlog.Tile, [][]byte) {}

func hashes(text string) []tlog.Hash {
	var list []tlog.Hash
	for _, line := range strings.Fields(text) {
		var hash tlog.Hash
		data, err := base64.StdEncoding.DecodeString(line)
		must(err)
		ensure(copy(hash[:], data) == len(hash) && len(data) == len(hash), "a hash of another length")
		list = append(list, hash)
	}
	return list
}

func openCheckpoint(text []byte, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open(text, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	ensure(lines[0] == verifier.Name(), "the checkpoint is of another log: "+lines[0])
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	return tlog.Tree{N: size, Hash: hashes(lines[2])[0]}
}

func connect(url, rootsFile string) node {
	pem, err := os.ReadFile(rootsFile)
	must(err)
	roots := x509.NewCertPool()
	ensure(roots.AppendCertsFromPEM(pem), rootsFile+": no certificate")
	return node{&http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}, url}
}

func readVerifier(file string) note.Verifier {
	vkey, err := os.ReadFile(file)
	must(err)
	verifier, err := note.NewVerifier(strings.TrimSpace(string(vkey)))
	must(err)
	return verifier
}

// By what one key of the log vouches for the next.
func openStatement(file string, verifier note.Verifier) {
	text, err := os.ReadFile(file)
	must(err)
	_, err = note.Open(text, note.VerifierList(verifier))
	must(err)
}

func main() {
	if len(os.Args) == 3 {
		openStatement(os.Args[1], readVerifier(os.Args[2]))
		return
	}
	ensure(len(os.Args) == 5, "log-client URL ROOTS.pem VERIFIER-FILE RECORDS-FILE")
	n := connect(os.Args[1], os.Args[2])
	verifier := readVerifier(os.Args[3])
	recordsText, err := os.ReadFile(os.Args[4])
	must(err)
	records := bytes.Split(bytes.TrimSuffix(recordsText, []byte("\n")), []byte("\n"))

	tree := openCheckpoint(n.get("/log/checkpoint"), verifier)
	ensure(tree.N == int64(len(records)), fmt.Sprintf("%d records, a tree of %d", len(records), tree.N))
	reader := tlog.TileHashReader(tree, n)

	// Each record's hash, read from tiles that lead to the signed root.
	for i, record := range records {
		read, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(i))})
		must(err)
		ensure(read[0] == tlog.RecordHash(record), fmt.Sprintf("record %d is another one", i))
	}

	leaf := tree.N / 3
	parts := strings.SplitN(string(n.get(fmt.Sprintf("/log/proof?leaf=%d", leaf))), "\n\n", 2)
	head := strings.SplitN(parts[0]+"\n", "\n", 3)
	ensure(head[0] == "c2sp.org/tlog-proof@v1" && head[1] == fmt.Sprintf("index %d", leaf), parts[0])
	proven := openCheckpoint([]byte(parts[1]), verifier)
	must(tlog.CheckRecord(hashes(head[2]), proven.N, proven.Hash, leaf, tlog.RecordHash(records[leaf])))

	earlier := tree.N - 5
	earlierHash, err := tlog.TreeHash(earlier, reader)
	must(err)
	proof := hashes(string(n.get(fmt.Sprintf("/log/proof?from=%d&to=%d", earlier, tree.N))))
	must(tlog.CheckTree(proof, tree.N, tree.Hash, earlier, earlierHash))
	fmt.Printf("%d records, proof of %d, consistent with %d\n", tree.N, leaf, earlier)
}
