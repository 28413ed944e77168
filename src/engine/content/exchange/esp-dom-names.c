/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of characters that HTML got with version 5, after the parser's list was made. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/content/exchange/esp-dom-names.h"

#include <stdlib.h>
#include <string.h>

typedef struct
{
  const char *name;
  const char *text;
} Named;

/* Those that writers of mails use, from the list of named characters of the HTML standard, sorted by bytes. Braces are
 * not among them: they would make values of the words between them. */
/* clang-format off */
static const Named names[] = {
  { "AMP", "&amp;" }, { "COPY", "\xC2\xA9" }, { "CenterDot", "\xC2\xB7" },
  { "CloseCurlyDoubleQuote", "\xE2\x80\x9D" }, { "CloseCurlyQuote", "\xE2\x80\x99" },
  { "DownArrow", "\xE2\x86\x93" }, { "GT", "&gt;" }, { "Hat", "\x5E" }, { "LT", "&lt;" },
  { "LeftArrow", "\xE2\x86\x90" }, { "LeftRightArrow", "\xE2\x86\x94" },
  { "Leftarrow", "\xE2\x87\x90" }, { "MediumSpace", "\xE2\x81\x9F" }, { "NewLine", "\x0A" },
  { "NoBreak", "\xE2\x81\xA0" }, { "NonBreakingSpace", "\xC2\xA0" },
  { "OpenCurlyDoubleQuote", "\xE2\x80\x9C" }, { "OpenCurlyQuote", "\xE2\x80\x98" },
  { "PlusMinus", "\xC2\xB1" }, { "QUOT", "&quot;" }, { "REG", "\xC2\xAE" },
  { "RightArrow", "\xE2\x86\x92" }, { "Rightarrow", "\xE2\x87\x92" }, { "TRADE", "\xE2\x84\xA2" },
  { "Tab", "\x09" }, { "ThinSpace", "\xE2\x80\x89" }, { "UnderBar", "\x5F" },
  { "UpArrow", "\xE2\x86\x91" }, { "Vert", "\xE2\x80\x96" }, { "VerticalLine", "\x7C" },
  { "VeryThinSpace", "\xE2\x80\x8A" }, { "ZeroWidthSpace", "\xE2\x80\x8B" }, { "apos", "&#39;" },
  { "approx", "\xE2\x89\x88" }, { "ast", "\x2A" }, { "bigstar", "\xE2\x98\x85" },
  { "blacklozenge", "\xE2\xA7\xAB" }, { "blacksquare", "\xE2\x96\xAA" },
  { "blacktriangle", "\xE2\x96\xB4" }, { "blacktriangledown", "\xE2\x96\xBE" },
  { "blacktriangleleft", "\xE2\x97\x82" }, { "blacktriangleright", "\xE2\x96\xB8" },
  { "blk12", "\xE2\x96\x92" }, { "blk14", "\xE2\x96\x91" }, { "blk34", "\xE2\x96\x93" },
  { "block", "\xE2\x96\x88" }, { "boxh", "\xE2\x94\x80" }, { "boxv", "\xE2\x94\x82" },
  { "bsol", "\x5C" }, { "bullet", "\xE2\x80\xA2" }, { "caret", "\xE2\x81\x81" },
  { "centerdot", "\xC2\xB7" }, { "check", "\xE2\x9C\x93" }, { "checkmark", "\xE2\x9C\x93" },
  { "cir", "\xE2\x97\x8B" }, { "circledR", "\xC2\xAE" }, { "circledS", "\xE2\x93\x88" },
  { "clubsuit", "\xE2\x99\xA3" }, { "colon", "\x3A" }, { "comma", "\x2C" }, { "commat", "\x40" },
  { "copysr", "\xE2\x84\x97" }, { "cross", "\xE2\x9C\x97" }, { "ctdot", "\xE2\x8B\xAF" },
  { "cularr", "\xE2\x86\xB6" }, { "curarr", "\xE2\x86\xB7" }, { "dash", "\xE2\x80\x90" },
  { "diamondsuit", "\xE2\x99\xA6" }, { "div", "\xC3\xB7" }, { "dollar", "\x24" },
  { "downarrow", "\xE2\x86\x93" }, { "dtdot", "\xE2\x8B\xB1" }, { "dtri", "\xE2\x96\xBF" },
  { "dtrif", "\xE2\x96\xBE" }, { "ell", "\xE2\x84\x93" }, { "emsp13", "\xE2\x80\x84" },
  { "emsp14", "\xE2\x80\x85" }, { "equals", "\x3D" }, { "excl", "\x21" },
  { "female", "\xE2\x99\x80" }, { "flat", "\xE2\x99\xAD" }, { "frac13", "\xE2\x85\x93" },
  { "frac15", "\xE2\x85\x95" }, { "frac16", "\xE2\x85\x99" }, { "frac18", "\xE2\x85\x9B" },
  { "frac23", "\xE2\x85\x94" }, { "frac25", "\xE2\x85\x96" }, { "frac35", "\xE2\x85\x97" },
  { "frac38", "\xE2\x85\x9C" }, { "frac45", "\xE2\x85\x98" }, { "frac56", "\xE2\x85\x9A" },
  { "frac58", "\xE2\x85\x9D" }, { "frac78", "\xE2\x85\x9E" }, { "geq", "\xE2\x89\xA5" },
  { "geqslant", "\xE2\xA9\xBE" }, { "grave", "\x60" }, { "hairsp", "\xE2\x80\x8A" },
  { "half", "\xC2\xBD" }, { "heartsuit", "\xE2\x99\xA5" }, { "horbar", "\xE2\x80\x95" },
  { "hyphen", "\xE2\x80\x90" }, { "incare", "\xE2\x84\x85" }, { "larrb", "\xE2\x87\xA4" },
  { "larrhk", "\xE2\x86\xA9" }, { "larrlp", "\xE2\x86\xAB" }, { "larrtl", "\xE2\x86\xA2" },
  { "lbrack", "\x5B" }, { "ldquor", "\xE2\x80\x9E" }, { "leftarrow", "\xE2\x86\x90" },
  { "leftrightarrow", "\xE2\x86\x94" }, { "leq", "\xE2\x89\xA4" }, { "leqslant", "\xE2\xA9\xBD" },
  { "lhblk", "\xE2\x96\x84" }, { "longleftarrow", "\xE2\x9F\xB5" },
  { "longrightarrow", "\xE2\x9F\xB6" }, { "lowbar", "\x5F" }, { "lozf", "\xE2\xA7\xAB" },
  { "lpar", "\x28" }, { "lrarr", "\xE2\x87\x86" }, { "lsqb", "\x5B" },
  { "lsquor", "\xE2\x80\x9A" }, { "ltri", "\xE2\x97\x83" }, { "ltrif", "\xE2\x97\x82" },
  { "male", "\xE2\x99\x82" }, { "map", "\xE2\x86\xA6" }, { "midast", "\x2A" },
  { "mldr", "\xE2\x80\xA6" }, { "natur", "\xE2\x99\xAE" }, { "natural", "\xE2\x99\xAE" },
  { "nearr", "\xE2\x86\x97" }, { "nearrow", "\xE2\x86\x97" }, { "nequiv", "\xE2\x89\xA2" },
  { "nldr", "\xE2\x80\xA5" }, { "num", "\x23" }, { "numero", "\xE2\x84\x96" },
  { "numsp", "\xE2\x80\x87" }, { "nwarr", "\xE2\x86\x96" }, { "nwarrow", "\xE2\x86\x96" },
  { "oS", "\xE2\x93\x88" }, { "olarr", "\xE2\x86\xBA" }, { "orarr", "\xE2\x86\xBB" },
  { "percnt", "\x25" }, { "period", "\x2E" }, { "phone", "\xE2\x98\x8E" }, { "plus", "\x2B" },
  { "pm", "\xC2\xB1" }, { "puncsp", "\xE2\x80\x88" }, { "quest", "\x3F" },
  { "rarrb", "\xE2\x87\xA5" }, { "rarrhk", "\xE2\x86\xAA" }, { "rarrlp", "\xE2\x86\xAC" },
  { "rarrtl", "\xE2\x86\xA3" }, { "rarrw", "\xE2\x86\x9D" }, { "rbrack", "\x5D" },
  { "rdquor", "\xE2\x80\x9D" }, { "rightarrow", "\xE2\x86\x92" }, { "rlarr", "\xE2\x87\x84" },
  { "rpar", "\x29" }, { "rsqb", "\x5D" }, { "rsquor", "\xE2\x80\x99" },
  { "rtri", "\xE2\x96\xB9" }, { "rtrif", "\xE2\x96\xB8" }, { "rx", "\xE2\x84\x9E" },
  { "searr", "\xE2\x86\x98" }, { "searrow", "\xE2\x86\x98" }, { "semi", "\x3B" },
  { "sharp", "\xE2\x99\xAF" }, { "sol", "\x2F" }, { "spadesuit", "\xE2\x99\xA0" },
  { "squ", "\xE2\x96\xA1" }, { "square", "\xE2\x96\xA1" }, { "squf", "\xE2\x96\xAA" },
  { "star", "\xE2\x98\x86" }, { "starf", "\xE2\x98\x85" }, { "sung", "\xE2\x99\xAA" },
  { "swarr", "\xE2\x86\x99" }, { "swarrow", "\xE2\x86\x99" }, { "target", "\xE2\x8C\x96" },
  { "telrec", "\xE2\x8C\x95" }, { "thickapprox", "\xE2\x89\x88" }, { "uhblk", "\xE2\x96\x80" },
  { "uparrow", "\xE2\x86\x91" }, { "utri", "\xE2\x96\xB5" }, { "utrif", "\xE2\x96\xB4" },
  { "varr", "\xE2\x86\x95" }, { "vellip", "\xE2\x8B\xAE" }, { "verbar", "\x7C" },
  { "vert", "\x7C" }, { "xcirc", "\xE2\x97\xAF" },
};
/* clang-format on */

#define MAX_NAME 32

static int
compare_names (gconstpointer key, gconstpointer item)
{
  return strcmp (key, ((const Named *) item)->name);
}

/**
 * esp_dom_names_spell:
 * @html: marks of the parser's own list stay as they are
 *
 * Returns: (transfer full): the same with the characters in place of their names, such as "&check;"
 */
char *
esp_dom_names_spell (const char *html)
{
  GString *out = g_string_new (NULL);

  for (const char *c = html; *c != '\0'; c++)
    {
      gsize n = *c == '&' ? strspn (c + 1, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS) : 0;
      char name[MAX_NAME] = "";
      const Named *found = NULL;

      if (n > 0 && n < sizeof name && c[n + 1] == ';')
        {
          memcpy (name, c + 1, n);
          found = bsearch (name, names, G_N_ELEMENTS (names), sizeof *names, compare_names);
        }
      if (found != NULL)
        g_string_append (out, found->text);
      else
        g_string_append_c (out, *c);
      c += found != NULL ? n + 1 : 0;
    }
  return g_string_free (out, FALSE);
}
