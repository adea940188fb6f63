package icons_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/png"
	"math"
	"testing"

	"pulse/app/tray/icons"
)

var states = []string{icons.Fine, icons.Warning, icons.Critical, icons.Unseen, icons.Paused}

// The colours of panels that are usual.
var panels = map[string][3]float64{"light": {0.95, 0.95, 0.95}, "dark": {0.12, 0.12, 0.12}}

func picture(t *testing.T, state string) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(icons.PNG(state)))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// luminance is that of WCAG.
func luminance(c [3]float64) float64 {
	linear := func(v float64) float64 {
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

func contrast(a, b [3]float64) float64 {
	x, y := luminance(a)+0.05, luminance(b)+0.05
	return max(x, y) / min(x, y)
}

func TestIcons_HaveAnOutlineThatIsSeenOnLightAndDarkPanels(t *testing.T) {
	for _, state := range states {
		img := picture(t, state)
		seen := map[[3]float64]int{}
		total := 0
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				r, g, b, a := img.At(x, y).RGBA()
				if a == 0xffff {
					seen[[3]float64{float64(r) / 0xffff, float64(g) / 0xffff, float64(b) / 0xffff}]++
					total++
				}
			}
		}
		for name, panel := range panels {
			standing := 0
			for colour, n := range seen {
				if contrast(colour, panel) >= 3 {
					standing += n
				}
			}
			if standing*10 < total*6 {
				t.Errorf("%s: %d of %d points stand out on a %s panel", state, standing, total, name)
			}
		}
	}
}

// outline is which of 16 by 16 points are covered.
func outline(img image.Image) (points [256]bool) {
	step := img.Bounds().Dx() / 16
	for i := range points {
		_, _, _, a := img.At(i%16*step+step/2, i/16*step+step/2).RGBA()
		points[i] = a > 0x7fff
	}
	return points
}

func TestIcons_DifferInShapeAt16Pixels(t *testing.T) {
	for i, a := range states {
		for _, b := range states[i+1:] {
			differ := 0
			first, second := outline(picture(t, a)), outline(picture(t, b))
			for p := range first {
				if first[p] != second[p] {
					differ++
				}
			}
			if differ < 30 {
				t.Errorf("%s and %s differ at %d of 256 points", a, b, differ)
			}
		}
	}
}

func TestIcons_ForWindowsHoldTheUsualSizes(t *testing.T) {
	for _, state := range states {
		content := icons.ICO(state)
		var head struct{ Reserved, Kind, Count uint16 }
		r := bytes.NewReader(content)
		if err := binary.Read(r, binary.LittleEndian, &head); err != nil || head.Kind != 1 || head.Count != 5 {
			t.Fatalf("%s: %+v, %v", state, head, err)
		}
		for range head.Count {
			var entry struct {
				Width, Height, Colours, Reserved uint8
				Planes, Bits                     uint16
				Size, Offset                     uint32
			}
			if err := binary.Read(r, binary.LittleEndian, &entry); err != nil || int(entry.Offset+entry.Size) > len(content) {
				t.Fatalf("%s: picture %+v does not lie in the file: %v", state, entry, err)
			}
			if got := binary.LittleEndian.Uint32(content[entry.Offset+4:]); got != uint32(entry.Width) {
				t.Errorf("%s: a picture of %d is %d wide", state, entry.Width, got)
			}
		}
	}
}
