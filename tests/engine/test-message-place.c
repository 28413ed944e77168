/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks come where they are dropped, sections and columns change without losing anything, words are replaced
 * everywhere, and two states tell their differences. */
#include "engine/content/esp-message-diff.h"
#include "engine/content/esp-message-edit.h"
#include "engine/content/esp-message-place.h"
#include "engine/content/esp-message-replace.h"
#include "engine/content/esp-picture.h"

#include "test-home.h"

static const char document[] =
  "{\"version\":1,\"subject\":\"봄 공짜\",\"body\":{\"sections\":["
  "{\"columns\":[{\"blocks\":["
  "{\"type\":\"heading\",\"id\":\"h\",\"level\":1,\"paragraphs\":[{\"runs\":[\"제목\"]}]},"
  "{\"type\":\"text\",\"id\":\"t\",\"paragraphs\":[{\"runs\":[\"오늘은 공짜\"]}]},"
  "{\"type\":\"columns\",\"id\":\"c\",\"columns\":["
  "{\"blocks\":[{\"type\":\"text\",\"id\":\"l\",\"paragraphs\":[{\"runs\":[\"왼쪽\"]}]}]},"
  "{\"blocks\":[{\"type\":\"text\",\"id\":\"r\",\"paragraphs\":[{\"runs\":[\"오른쪽\"]}]}]}]}]}]},"
  "{\"id\":\"s2\",\"columns\":[{\"blocks\":["
  "{\"type\":\"button\",\"id\":\"b\",\"label\":\"보기\",\"href\":\"https://example.com/\"}]}]}]}}";

static EspMessageDoc *
doc_new (void)
{
  g_autoptr (GError) error = NULL;
  EspMessageDoc *doc = esp_message_doc_parse (document, -1, &error);

  g_assert_no_error (error);
  return doc;
}

static gboolean
name_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  g_string_append_printf (data, "%s ", block->id);
  return TRUE;
}

static char *
names (const EspMessageDoc *doc)
{
  GString *text = g_string_new (NULL);

  (void) esp_message_doc_foreach_block (doc, name_cb, text); /* never stops */
  return g_strchomp (g_string_free (text, FALSE));
}

static void
assert_names (const EspMessageDoc *doc, const char *wanted)
{
  g_autofree char *found = names (doc);

  g_assert_cmpstr (found, ==, wanted);
}

static void
test_move (void)
{
  g_autoptr (EspMessageDoc) doc = doc_new ();
  const EspBlockPlace before_h = { "h", TRUE };
  const EspBlockPlace after_r = { "r", FALSE };
  const EspBlockPlace inside = { "l", FALSE };
  const EspBlockPlace after_c = { "c", FALSE };
  EspBlock *columns;

  g_assert_true (esp_message_place_move (doc, &before_h, "t"));
  assert_names (doc, "t h c l r b");
  g_assert_false (esp_message_place_move (doc, &before_h, "t")); /* it stands there */
  g_assert_true (esp_message_place_move (doc, &after_r, "h"));
  assert_names (doc, "t c l r h b");
  g_assert_false (esp_message_place_move (doc, &inside, "c")); /* not into itself */
  g_assert_true (esp_message_place_move (doc, &after_c, "b"));
  assert_names (doc, "t c l r h b");
  g_assert_cmpuint (doc->sections->len, ==, 1); /* the empty one is gone */
  columns =
    esp_message_place_new (doc, &inside, esp_message_edit_new_block (doc, ESP_BLOCK_COLUMNS));
  g_assert_cmpuint (columns->columns->len, ==, 2);
  g_assert_cmpuint (esp_message_doc_find_block (doc, "c")->columns->len, ==, 2);
}

static void
test_sections (void)
{
  g_autoptr (EspMessageDoc) doc = doc_new ();
  EspBlock *columns = esp_message_doc_find_block (doc, "c");
  static const int three[] = { 25, 50, 25 };
  static const int one[] = { 0 };

  g_assert_true (esp_message_split_section (doc, "t"));
  g_assert_cmpuint (doc->sections->len, ==, 3);
  g_assert_false (esp_message_split_section (doc, "h")); /* the first of its section */
  g_assert_true (esp_message_move_section (doc, "b", -1));
  assert_names (doc, "h b t c l r");
  g_assert_false (esp_message_move_section (doc, "h", -1));
  g_assert_nonnull (esp_message_add_section (doc, "h"));
  g_assert_cmpuint (doc->sections->len, ==, 4);
  esp_message_set_columns (doc, columns, three, 3);
  g_assert_cmpuint (columns->columns->len, ==, 3);
  esp_message_set_columns (doc, columns, one, 1);
  g_assert_cmpuint (columns->columns->len, ==, 1);
  g_assert_nonnull (esp_message_doc_find_block (doc, "r")); /* kept in the column that stayed */
}

static void
test_replace (void)
{
  g_autoptr (EspMessageDoc) doc = doc_new ();
  g_autoptr (GPtrArray) changes =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_replacement_free);

  g_assert_cmpuint (esp_message_replace_text (doc, "공짜", "무료", changes), ==, 2);
  g_assert_cmpuint (changes->len, ==, 2);
  g_assert_cmpstr (doc->subject, ==, "봄 무료");
  g_assert_cmpstr (((EspReplacement *) changes->pdata[1])->where, ==, "t");
  g_assert_cmpuint (esp_message_replace_text (doc, "공짜", "무료", NULL), ==, 0);
}

static const EspMessageChange *
find_change (const GPtrArray *changes, EspMessageChangeKind kind)
{
  for (guint i = 0; i < changes->len; i++)
    if (((EspMessageChange *) changes->pdata[i])->kind == kind)
      return changes->pdata[i];
  g_error ("there is no change of the kind %d", (int) kind);
}

static void
test_diff (void)
{
  g_autoptr (EspMessageDoc) before = doc_new ();
  g_autoptr (EspMessageDoc) after = doc_new ();
  g_autoptr (GPtrArray) none = esp_message_diff (before, after);
  g_autoptr (GPtrArray) changes = NULL;
  const EspBlockPlace end = { "b", FALSE };

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (esp_message_replace_text (after, "오늘은", "내일은", NULL), ==, 1);
  esp_message_doc_find_block (after, "b")->align = ESP_ALIGN_END;
  g_assert_true (esp_message_place_move (after, &end, "h"));
  g_assert_true (esp_message_edit_remove (after, "l", NULL));
  changes = esp_message_diff (before, after);
  g_assert_cmpuint (changes->len, ==, 4);
  g_assert_cmpstr (find_change (changes, ESP_MESSAGE_CHANGE_WORDS)->after, ==, "내일은 공짜");
  g_assert_cmpstr (find_change (changes, ESP_MESSAGE_CHANGE_LOOK)->block_id, ==, "b");
  g_assert_cmpstr (find_change (changes, ESP_MESSAGE_CHANGE_MOVED)->block_id, ==, "h");
  g_assert_cmpstr (find_change (changes, ESP_MESSAGE_CHANGE_REMOVED)->before, ==, "왼쪽");
}

/* A picture is told by what it shows and by its file, not by how the message numbers its files. */
static void
test_diff_of_pictures (void)
{
  g_autoptr (EspMessageDoc) before = doc_new ();
  g_autoptr (EspMessageDoc) after = doc_new ();
  g_autoptr (GBytes) data = g_bytes_new_static ("GIF89a", 6);
  g_autoptr (GPtrArray) changes = NULL;
  const EspMessageFile *file = esp_message_edit_add_file (after, "봄.gif", "image/gif", data);
  EspBlock *picture = esp_message_edit_new_block (after, ESP_BLOCK_IMAGE);

  picture->src = g_strdup_printf ("cid:%s", file->id);
  (void) esp_message_edit_insert (after, NULL, picture);
  changes = esp_message_diff (before, after);
  g_assert_cmpstr (find_change (changes, ESP_MESSAGE_CHANGE_ADDED)->after, ==, "봄.gif");
}

static void
test_picture (void)
{
  static const guint8 gif[] = { 'G', 'I', 'F', '8', '9', 'a', 0x40, 1, 0xf0, 0, 0, 0 };
  static const guint8 jpeg[] = { 0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0,
                                 17,   8,    1,    0,    2, 0, 3, 0, 0,    0 };
  static const guint8 cut[] = { 0xff, 0xd8, 0xff, 0xe0, 0xff };
  g_autoptr (GBytes) a = g_bytes_new_static (gif, sizeof gif);
  g_autoptr (GBytes) b = g_bytes_new_static (jpeg, sizeof jpeg);
  g_autoptr (GBytes) c = g_bytes_new_static (cut, sizeof cut);
  g_autoptr (GBytes) d = g_bytes_new_static ("<svg/>", 6);
  EspPicture picture;

  g_assert_true (esp_picture_probe (a, &picture));
  g_assert_cmpint (picture.width, ==, 320);
  g_assert_cmpint (picture.height, ==, 240);
  g_assert_true (esp_picture_probe (b, &picture));
  g_assert_cmpint (picture.width, ==, 512);
  g_assert_cmpint (picture.height, ==, 256);
  g_assert_true (esp_picture_probe (c, &picture));
  g_assert_cmpint (picture.width, ==, 0);
  g_assert_false (esp_picture_probe (d, &picture));
}

int
main (int argc, char **argv)
{
  test_home_init (&argc, &argv);
  g_test_add_func ("/message-place/move", test_move);
  g_test_add_func ("/message-place/sections", test_sections);
  g_test_add_func ("/message-place/replace", test_replace);
  g_test_add_func ("/message-place/diff", test_diff);
  g_test_add_func ("/message-place/diff-of-pictures", test_diff_of_pictures);
  g_test_add_func ("/message-place/picture", test_picture);
  return g_test_run ();
}
