package authtest

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"time"
)

// sign makes an ID token; the caller holds the mutex.
func (i *Issuer) sign(nonce string) string {
	now := i.now()
	claims := map[string]any{
		"iss": i.URL, "aud": i.ClientID, "sub": "4711", "nonce": nonce,
		"iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(),
		"preferred_username": "ann", "email": "ann@example.com", "email_verified": true,
		"groups": []string{"operators", "staff"},
	}
	maps.Copy(claims, i.claims)
	algorithm := "RS256"
	if i.fault == SharedSecret {
		algorithm = "HS256"
	}
	content := section(map[string]any{"alg": algorithm, "kid": i.keyID, "typ": "JWT"}) + "." + section(claims)
	return content + "." + encoded(i.signature(content))
}

func (i *Issuer) signature(content string) []byte {
	digest, key := sha256.Sum256([]byte(content)), i.key
	switch i.fault {
	case SharedSecret:
		mac := hmac.New(sha256.New, []byte(i.ClientSecret))
		_, _ = mac.Write([]byte(content)) // a hash does not fail
		return mac.Sum(nil)
	case OtherKey:
		other, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err) // the system has no randomness
		}
		key = other
	}
	signed, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if err != nil {
		panic(err) // the key is too small for the digest, which it is not
	}
	return signed
}

func section(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // a test says what is no JSON
	}
	return encoded(b)
}
