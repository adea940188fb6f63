package discovery

import (
	"crypto/x509"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// clue is one piece of evidence. A certificate can be lent to another product,
// so it counts only where the server itself says nothing.
type clue struct {
	product Product
	words   string
	weak    bool
}

// fromCertificate reads the product's name out of who a certificate was made for.
func fromCertificate(cert *x509.Certificate) []clue {
	if cert == nil {
		return nil
	}
	names := slices.Concat(cert.Subject.Organization, cert.Subject.OrganizationalUnit, cert.Issuer.Organization,
		cert.Issuer.OrganizationalUnit, []string{cert.Issuer.CommonName})
	text := strings.ToLower(strings.Join(names, "\n"))
	for _, p := range products() {
		if strings.Contains(text, strings.ToLower(p.title())) {
			return []clue{{p, "its certificate names " + p.title(), true}}
		}
	}
	if strings.Contains(text, "pve cluster") {
		return []clue{{PVE, "its certificate comes from a Proxmox VE cluster", true}}
	}
	return nil
}

// fromHeaders reads the realm of a refused call, and the names of cookies.
func fromHeaders(a answer) []clue {
	text := strings.ToLower(strings.Join(slices.Concat(a.header.Values("WWW-Authenticate"), a.header.Values("Server"), a.header.Values("Set-Cookie")), "\n"))
	for _, p := range products() {
		if strings.Contains(text, strings.ToLower(p.title())) || strings.Contains(text, string(p)+"auth") {
			return []clue{{p, "the header of its answer names " + p.title(), false}}
		}
	}
	return nil
}

// scripts are the programs of the products' pages; the page of each loads its own.
var scripts = map[Product]*regexp.Regexp{
	PVE: regexp.MustCompile(`pvemanagerlib\.js(?:\?ver=([0-9A-Za-z.~+-]+))?`),
	PBS: regexp.MustCompile(`proxmox-backup-gui\.js(?:\?ver=([0-9A-Za-z.~+-]+))?`),
	PMG: regexp.MustCompile(`pmgmanagerlib(?:-mobile)?\.js(?:\?ver=([0-9A-Za-z.~+-]+))?`),
}

var pageTitle = regexp.MustCompile(`(?is)<title>([^<]{0,300})</title>`)

// page is what a login page tells.
type page struct {
	clues         []clue
	node, version string
}

// readPage reads a login page: its title, and which program it loads.
func readPage(a answer) page {
	var out page
	if a.status != http.StatusOK {
		return out
	}
	title := ""
	if m := pageTitle.FindStringSubmatch(a.body); m != nil {
		title = strings.TrimSpace(m[1])
	}
	for _, p := range products() {
		if before, found := strings.CutSuffix(title, p.title()); found {
			out.clues = append(out.clues, clue{p, "the title of its page is " + p.title(), false})
			out.node = strings.Trim(before, " -")
		}
		if m := scripts[p].FindStringSubmatch(a.body); m != nil {
			out.clues = append(out.clues, clue{p, "its page loads the program of " + p.title(), false})
			out.version = m[1]
		}
	}
	return out
}

// fromRealms reads the list of login realms: each product has a realm that is its own.
func fromRealms(a answer) []clue {
	var list struct {
		Data []struct{ Realm, Type string }
	}
	if a.status != http.StatusOK || json.Unmarshal([]byte(a.body), &list) != nil {
		return nil
	}
	for _, realm := range list.Data {
		for _, p := range products() {
			if realm.Type == string(p) || realm.Realm == string(p) {
				return []clue{{p, "it has the login realm " + string(p), false}}
			}
		}
	}
	return nil
}

// fromPing knows the answer that only backup servers give without a login.
func fromPing(a answer) []clue {
	var pong struct{ Data struct{ Pong bool } }
	if a.status == http.StatusOK && json.Unmarshal([]byte(a.body), &pong) == nil && pong.Data.Pong {
		return []clue{{PBS, "it answers a ping as backup servers do", false}}
	}
	return nil
}

// fromMail compares whether the statistics of mail and the list of guests
// exist. Real servers refuse both alike, which says nothing.
func fromMail(mail, guests answer) []clue {
	switch {
	case mail.missing() && !guests.missing():
		return []clue{{PVE, "it has a list of guests and no mail statistics", false}}
	case mail.missing():
		return []clue{{PVE, "it listens at port 8006 and has no mail statistics", false}}
	case mail.status != 0 && guests.missing():
		return []clue{{PMG, "it has mail statistics and no list of guests", false}}
	}
	return nil
}

func (a answer) missing() bool {
	return a.status == http.StatusNotFound || a.status == http.StatusNotImplemented
}

// speaks tells whether an answer to the question for the version is one of the
// products' common API.
func (a answer) speaks() bool {
	if version, _ := versionOf(a); version != "" {
		return true
	}
	text := strings.ToLower(a.phrase + "\n" + a.body + "\n" + a.header.Get("Server"))
	refused := a.status == http.StatusUnauthorized || a.status == http.StatusForbidden
	for _, word := range []string{"no ticket", "invalid ticket", "authentication failed", "authentication failure", "permission check failed", "pve-api-daemon", `{"data":null`} {
		if refused && strings.Contains(text, word) {
			return true
		}
	}
	return refused && len(fromHeaders(a)) > 0
}

var plainVersion = regexp.MustCompile(`^\d[0-9A-Za-z.~+-]{0,31}$`)

// versionOf reads version and release, where they are told without a login.
func versionOf(a answer) (version, release string) {
	var told struct {
		Data struct{ Version, Release string }
	}
	if a.status != http.StatusOK || json.Unmarshal([]byte(a.body), &told) != nil {
		return "", ""
	}
	for _, text := range []*string{&told.Data.Version, &told.Data.Release} {
		if !plainVersion.MatchString(*text) {
			*text = ""
		}
	}
	return told.Data.Version, told.Data.Release
}

// verdict is the product that the clues speak for: what the server says itself,
// else its certificate. Clues that contradict each other prove nothing.
func verdict(clues []clue) Product {
	for _, weak := range []bool{false, true} {
		var said []Product
		for _, c := range clues {
			if c.weak == weak && !slices.Contains(said, c.product) {
				said = append(said, c.product)
			}
		}
		if len(said) == 1 {
			return said[0]
		}
		if len(said) > 1 {
			return Unknown
		}
	}
	return Unknown
}
