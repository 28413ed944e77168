/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Journeys painted: icons can be read, colours can be told apart, files hold what they promise. */
#include "draw/esp-icon.h"
#include "draw/esp-journey-export.h"
#include "draw/esp-journey-paint.h"
#include "draw/esp-word-keep.h"

#include "journey-samples.h"

#include <string.h>

static void
test_icons_can_be_read (void)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < ESP_N_STEP_KINDS; i++)
    g_assert_nonnull (esp_icon_get (esp_journey_icon_of_step ((EspStepKind) i)));
  g_assert_null (esp_icon_get ("esp-there-is-none-symbolic"));
  g_assert_null (esp_icon_parse ("<svg><path d=\"M1 2Q3\"/></svg>", -1, &error));
  g_assert_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT);
}

/* An icon of two arcs is a full circle: it fills what a circle fills. */
static void
test_arcs_are_round (void)
{
  g_autoptr (EspIcon) icon =
    esp_icon_parse ("<svg><path fill=\"#000\" d=\"M2 8a6 6 0 0 1 12 0a6 6 0 0112 0z\"/></svg>", -1,
                    NULL);
  g_autoptr (EspIcon) disk =
    esp_icon_parse ("<svg><path fill=\"#000\" d=\"M2 8a6 6 0 1 1 12 0A6 6 0 1 1 2 8\"/></svg>", -1,
                    NULL);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 160, 160);
  cairo_t *cr = cairo_create (surface);
  const guint8 *pixels;
  int stride, n = 0;

  g_assert_nonnull (icon);
  esp_icon_paint (disk, cr, 0, 0, 160);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixels = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < 160; y++)
    for (int x = 0; x < 160; x++)
      n += pixels[y * stride + x] > 127;
  g_assert_cmpint (n, >, 11309 - 120); /* π × 60² */
  g_assert_cmpint (n, <, 11309 + 120);
  cairo_surface_destroy (surface);
}

static void
test_colours_have_contrast (void)
{
  for (guint i = 0; i < ESP_N_PALETTES; i++)
    {
      const EspJourneyColors *colors = esp_journey_colors_get ((EspPaletteKind) i);

      g_assert_cmpfloat (esp_hue_contrast (colors->text, colors->card), >=, 7);
      g_assert_cmpfloat (esp_hue_contrast (colors->dim_text, colors->card), >=, 4.5);
      g_assert_cmpfloat (esp_hue_contrast (colors->dim_text, colors->ground), >=, 4.5);
      g_assert_cmpfloat (esp_hue_contrast (colors->dim_text, colors->frame), >=, 4.5);
      g_assert_cmpfloat (esp_hue_contrast (colors->wire, colors->ground), >=, 3);
      g_assert_cmpfloat (esp_hue_contrast (colors->accent, colors->card), >=, 3);
      g_assert_cmpfloat (esp_hue_contrast (colors->accent, colors->accent_text), >=, 4.5);
      for (guint j = 0; j < ESP_N_FACE_FAMILIES; j++)
        g_assert_cmpfloat (esp_hue_contrast (colors->families[j],
                                             esp_hue_mix (colors->families[j], colors->card,
                                                          colors->tint)),
                           >=, 3);
      for (guint j = 0; j <= ESP_FACE_LEVEL_ERROR; j++)
        g_assert_cmpfloat (esp_hue_contrast (colors->levels[j], colors->level_texts[j]), >=, 4.5);
      g_assert_cmpfloat (esp_hue_contrast (colors->added, colors->ground), >=, 3);
      g_assert_cmpfloat (esp_hue_contrast (colors->changed, colors->ground), >=, 3);
      g_assert_cmpfloat (esp_hue_contrast (colors->removed, colors->ground), >=, 3);
    }
}

static GBytes *export(EspJourney *journey, const EspJourneyExport *options)
{
  const EspJourneyLayoutOptions how = { ESP_JOURNEY_DOWN };
  g_autoptr (EspJourneyLayout) layout = esp_journey_layout_new (journey, &how);
  g_autoptr (EspJourneyFaces) faces = esp_journey_faces_new_plain (journey);
  g_autoptr (GError) error = NULL;
  GBytes *content = esp_journey_export (layout, faces, options, &error);

  g_assert_no_error (error);
  return content;
}

static gboolean
holds (GBytes *content, const char *text)
{
  gsize size;
  const char *data = g_bytes_get_data (content, &size);

  return memmem (data, size, text, strlen (text)) != NULL;
}

static void
test_files_hold_the_journey (void)
{
  static const char *const starts[ESP_N_JOURNEY_FILES] = { "%PDF-", "<?xml", "\x89PNG" };
  g_autoptr (EspJourney) journey = journey_sample_random (3, 30, 3);

  for (guint i = 0; i < ESP_N_JOURNEY_FILES; i++)
    {
      const EspJourneyExport options = { .file = (EspJourneyFile) i,
                                         .title = "온보딩 <1>",
                                         .scale = 1 };
      g_autoptr (GBytes) content = export(journey, &options);

      g_assert_cmpuint (g_bytes_get_size (content), >, 2000);
      g_assert_true (holds (content, starts[i]));
      /* Text of PDF stays text: its font is inside. */
      if (i == ESP_JOURNEY_FILE_PDF)
        g_assert_true (holds (content, "/FontFile") || holds (content, "/ObjStm"));
      if (i == ESP_JOURNEY_FILE_SVG)
        g_assert_true (holds (content, "<title>온보딩 &lt;1&gt;</title>"));
    }
}

static void
test_long_journeys_take_pages (void)
{
  const EspJourneyLayoutOptions how = { ESP_JOURNEY_DOWN };
  g_autoptr (EspJourney) brief = journey_sample_row (4);
  g_autoptr (EspJourney) journey = journey_sample_row (200);
  g_autoptr (EspJourneyLayout) small = esp_journey_layout_new (brief, &how);
  g_autoptr (EspJourneyLayout) layout = esp_journey_layout_new (journey, &how);
  EspJourneyExport options = { .paper = ESP_JOURNEY_PAPER_TILES };

  g_assert_cmpuint (esp_journey_export_count_pages (layout, &options), >, 10);
  options.paper = ESP_JOURNEY_PAPER_FIT;
  g_assert_cmpuint (esp_journey_export_count_pages (layout, &options), ==, 1);
  options.paper = ESP_JOURNEY_PAPER_AUTO;
  g_assert_cmpuint (esp_journey_export_count_pages (layout, &options), >, 1);
  g_assert_cmpuint (esp_journey_export_count_pages (small, &options), ==, 1);
}

/* The list stands on pages of its own behind the picture; lines that are too long are broken, endless ones end. */
static void
test_outlines_follow_the_picture (void)
{
  const EspJourneyLayoutOptions how = { ESP_JOURNEY_DOWN };
  g_autoptr (EspJourney) journey = journey_sample_row (4);
  g_autoptr (EspJourneyLayout) layout = esp_journey_layout_new (journey, &how);
  g_autoptr (GPtrArray) lines = esp_outline_lines_new ();
  g_autofree char *endless = g_strnfill (60000, 'w');
  const EspOutlineHeading heading = { "온보딩", "sub", "%u / %u", NULL, 2 };
  EspJourneyExport options = { .paper = ESP_JOURNEY_PAPER_FIT, .title = "온보딩" };
  g_autoptr (EspOutlinePaper) empty = NULL;
  g_autoptr (EspOutlinePaper) paper = NULL;
  g_autoptr (GBytes) without = NULL;
  g_autoptr (GBytes) with = NULL;

  empty = esp_outline_paper_new (lines, &heading);
  g_assert_cmpuint (esp_outline_paper_get_n_pages (empty), ==, 1);
  for (guint i = 0; i < 200; i++)
    esp_outline_lines_add (lines, i % 60, i % 3 == 0 ? 0 : i + 1, i == 100 ? endless : "대기 2일",
                           i % 2 == 0 ? "자세히" : "");
  paper = esp_outline_paper_new (lines, &heading);
  g_assert_cmpuint (esp_outline_paper_get_n_pages (paper), >, 3);
  without = esp_journey_export (layout, NULL, &options, NULL);
  options.outline = lines;
  with = esp_journey_export (layout, NULL, &options, NULL);
  g_assert_nonnull (with);
  g_assert_nonnull (without);
  g_assert_cmpuint (g_bytes_get_size (with), >, g_bytes_get_size (without) + 1000);
}

/* A whole of 5,000 steps is a picture too, however small. */
static void
test_large_pictures_stay_within_limits (void)
{
  g_autoptr (EspJourney) journey = journey_sample_row (5000);
  const EspJourneyLayoutOptions how = { ESP_JOURNEY_DOWN };
  g_autoptr (EspJourneyLayout) layout = esp_journey_layout_new (journey, &how);
  const EspJourneyExport options = { .paper = ESP_JOURNEY_PAPER_LONG };
  cairo_surface_t *surface =
    esp_journey_picture_new (layout, NULL, esp_journey_colors_get (ESP_PALETTE_DARK), 200, 140);
  double width, height;

  esp_journey_export_get_page_size (layout, &options, &width, &height);
  g_assert_cmpfloat (height, <, 14400);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 200);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
}

static void
test_paths_light_up (void)
{
  const EspJourneyLayoutOptions how = { ESP_JOURNEY_DOWN };
  static const char *const ids[] = { "s0", "gone", "s1", NULL };
  g_autoptr (EspJourney) journey = journey_sample_row (5);
  g_autoptr (EspJourneyLayout) layout = esp_journey_layout_new (journey, &how);
  g_autoptr (EspJourneyPainter) painter = esp_journey_painter_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, 400);
  cairo_t *cr = cairo_create (surface);
  const EspRect visible = { -200, 0, 400, 400 };

  esp_journey_painter_set_layout (painter, layout);
  esp_journey_painter_set_path (painter, ids);
  cairo_translate (cr, 200, 0);
  for (double zoom = 0.2; zoom < 2; zoom += 0.3)
    esp_journey_painter_paint (painter, cr, &visible, zoom);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  esp_journey_painter_set_path (painter, NULL);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

#define WAY(id, title, steps)                                                                      \
  "{\"id\":\"" id "\",\"share\":1,\"title\":\"" title "\",\"steps\":[" steps "{\"id\":\"j" id      \
  "\",\"kind\":\"join\"}]}"
#define LONG_NAME                                                                                  \
  "무료 배송과 첫 구매 할인 쿠폰을 함께 받은 서울·경기 지역의 고객 "    \
  "Unbreakabilitiesandsoon"

static gboolean
overlap (const EspRect *a, const EspRect *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
         b->y < a->y + a->height;
}

/* However long the names of branches are, they stand beside each other and in the picture, at every zoom. */
static void
test_names_of_branches_have_room (void)
{
  g_autoptr (EspJourney) journey = journey_sample_from_json (
    "{\"version\":1,\"steps\":[{\"id\":\"r\",\"kind\":\"random\",\"branches\":[" WAY (
      "a", LONG_NAME,
      "") "," WAY ("b", LONG_NAME,
                   "{\"id\":\"w\",\"kind\":\"exit\"},") "," WAY ("c", LONG_NAME,
                                                                 "") "]},{\"id\":\"e\",\"kind\":"
                                                                     "\"exit\"}]}");
  static const double zooms[] = { 1, 0.59, 0.31 };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (zooms); i++)
    {
      const EspJourneyLayoutOptions how = { i % 2 == 0 ? ESP_JOURNEY_DOWN : ESP_JOURNEY_RIGHT };
      const EspJourneyStyle style = { .font_size = 14.5,
                                      .colors = esp_journey_colors_get (ESP_PALETTE_LIGHT) };
      g_autoptr (EspJourneyLayout) layout = esp_journey_layout_new (journey, &how);
      g_autoptr (EspJourneyFaces) faces = esp_journey_faces_new_plain (journey);
      g_autoptr (EspJourneyPainter) painter = esp_journey_painter_new ();
      EspRect boxes[3];
      guint n = 0;

      esp_journey_painter_set_style (painter, &style);
      esp_journey_painter_set_layout (painter, layout);
      esp_journey_painter_set_faces (painter, faces);
      for (guint32 wire = 0; wire < layout->wires->len && n < 3; wire++)
        n += esp_journey_painter_get_way_box (painter, wire, zooms[i / 2], &boxes[n]);
      g_assert_cmpuint (n, ==, 3);
      for (guint a = 0; a < 3; a++)
        {
          g_assert_false (overlap (&boxes[a], &boxes[(a + 1) % 3]));
          if (i / 2 > 0)
            continue;
          g_assert_cmpfloat (boxes[a].x, >=, layout->bounds.x - 1);
          g_assert_cmpfloat (boxes[a].x + boxes[a].width, <=,
                             layout->bounds.x + layout->bounds.width + 1);
        }
    }
}

/* Numbers stand beside each other on their card and away from the pill; one that has no room is not there. */
static void
test_tallies_stay_on_their_card (void)
{
  g_autoptr (EspJourney) journey =
    journey_sample_from_json ("{\"version\":1,\"steps\":[{\"id\":\"s\",\"kind\":\"send\"},{\"id\":"
                              "\"e\",\"kind\":\"exit\"}]}");
  const EspJourneyLayoutOptions how = { ESP_JOURNEY_DOWN };
  g_autoptr (EspJourneyLayout) layout = esp_journey_layout_new (journey, &how);

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (EspJourneyFaces) faces = esp_journey_faces_new ();
      g_autoptr (EspJourneyPainter) painter = esp_journey_painter_new ();
      EspJourneyFace *face = esp_journey_face_new ();
      const EspRect *card = &esp_journey_layout_get_node (layout, 1)->box;
      EspRect sent, not_sent, here;

      face->tallies[ESP_FACE_TALLY_SENT] = g_strdup ("발송 19,219");
      face->tallies[ESP_FACE_TALLY_NOT_SENT] = g_strdup ("미발송 6,607");
      face->tallies[ESP_FACE_TALLY_HELD] = g_strdup ("보류 1,234,567,890,123");
      face->here = round > 0 ? g_strdup ("25,826명 있음") : NULL;
      esp_journey_faces_set_step (faces, "s", face);
      esp_journey_painter_set_layout (painter, layout);
      esp_journey_painter_set_faces (painter, faces);
      g_assert_true (esp_journey_painter_get_tally_box (painter, 1, ESP_FACE_TALLY_SENT, &sent));
      g_assert_cmpfloat (sent.x, >, card->x);
      g_assert_cmpint (esp_journey_painter_get_tally_box (painter, 1, ESP_FACE_TALLY_NOT_SENT,
                                                          &not_sent),
                       ==, round == 0);
      g_assert_false (esp_journey_painter_get_tally_box (painter, 1, ESP_FACE_TALLY_HELD, &here));
      if (round == 0)
        {
          g_assert_false (overlap (&sent, &not_sent));
          g_assert_cmpfloat (not_sent.x + not_sent.width, <, card->x + card->width);
          continue;
        }
      g_assert_true (esp_journey_painter_get_here_box (painter, 1, &here));
      g_assert_false (overlap (&sent, &here));
    }
}

/* A title has the room of a line that says nothing. */
static void
test_titles_take_free_room (void)
{
  g_autoptr (EspJourney) journey =
    journey_sample_from_json ("{\"version\":1,\"steps\":[{\"id\":\"e\",\"kind\":\"send\"}]}");
  const EspJourneyLayoutOptions how = { ESP_JOURNEY_DOWN };
  g_autoptr (EspJourneyLayout) layout = esp_journey_layout_new (journey, &how);
  static const char *const lines[] = { "", "09:00–19:00" };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (EspJourneyFaces) faces = esp_journey_faces_new ();
      g_autoptr (EspJourneyPainter) painter = esp_journey_painter_new ();
      EspJourneyFace *face = esp_journey_face_new ();
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, 400);
      cairo_t *cr = cairo_create (surface);

      face->title = g_strdup ("받는 사람 절반에게는 새 소식을, 절반에게는 쿠폰");
      face->line = g_strdup (lines[i]);
      esp_journey_faces_set_step (faces, "e", face);
      esp_journey_painter_set_layout (painter, layout);
      esp_journey_painter_set_faces (painter, faces);
      esp_journey_painter_paint (painter, cr, &layout->bounds, 1);
      g_assert_cmpint (esp_journey_painter_is_cut (painter, 1, 1), ==, i == 1);
      g_assert_true (esp_journey_painter_is_cut (painter, 1, 0.5));
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

static void
test_words_stay_whole (void)
{
  PangoAttrList *kept = esp_word_keep_attributes ("첫 구매 할인", 4);

  g_assert_nonnull (kept);
  pango_attr_list_unref (kept);
  g_assert_null (esp_word_keep_attributes ("첫구매할인쿠폰", 4));
}

/* Anywhere on an edge, and nowhere on what edges share. */
static void
test_edges_are_hit (void)
{
  const EspJourneyLayoutOptions how = { ESP_JOURNEY_DOWN };
  g_autoptr (EspJourney) journey = journey_sample_row (5);
  g_autoptr (EspJourneyLayout) layout = esp_journey_layout_new (journey, &how);

  for (guint32 i = 0; i < layout->wires->len; i++)
    {
      const EspJourneyWire *wire = esp_journey_layout_get_wire (layout, i);
      const EspJourneyPoint *points = esp_journey_layout_get_points (layout, wire);

      if (!wire->has_spot)
        continue;
      g_assert_cmpuint (esp_journey_layout_wire_at (layout, points[0].x + 3, points[0].y + 8, 8),
                        ==, i);
      g_assert_cmpuint (esp_journey_layout_wire_at (layout, points[0].x + 30, points[0].y + 8, 8),
                        ==, ESP_JOURNEY_NOWHERE);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/journey-paint/icons-can-be-read", test_icons_can_be_read);
  g_test_add_func ("/draw/journey-paint/arcs-are-round", test_arcs_are_round);
  g_test_add_func ("/draw/journey-paint/colours-have-contrast", test_colours_have_contrast);
  g_test_add_func ("/draw/journey-paint/files-hold-the-journey", test_files_hold_the_journey);
  g_test_add_func ("/draw/journey-paint/long-journeys-take-pages", test_long_journeys_take_pages);
  g_test_add_func ("/draw/journey-paint/outlines-follow-the-picture",
                   test_outlines_follow_the_picture);
  g_test_add_func ("/draw/journey-paint/large-pictures-stay-within-limits",
                   test_large_pictures_stay_within_limits);
  g_test_add_func ("/draw/journey-paint/paths-light-up", test_paths_light_up);
  g_test_add_func ("/draw/journey-paint/names-of-branches-have-room",
                   test_names_of_branches_have_room);
  g_test_add_func ("/draw/journey-paint/tallies-stay-on-their-card",
                   test_tallies_stay_on_their_card);
  g_test_add_func ("/draw/journey-paint/titles-take-free-room", test_titles_take_free_room);
  g_test_add_func ("/draw/journey-paint/words-stay-whole", test_words_stay_whole);
  g_test_add_func ("/draw/journey-paint/edges-are-hit", test_edges_are_hit);
  return g_test_run ();
}
