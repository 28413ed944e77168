/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl journey draw: the picture of a journey as a file. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-journey-draw.h"

#include "ctl/esp-ctl-common.h"
#include "draw/esp-journey-export.h"
#include "engine/journey/esp-journey-json.h"

#include <string.h>

#define SUBJECT "journey"

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlJourney *self = data;
  gint64 id = 0;

  if (!esp_journey_row_resolve (tx, self->reference, &id, error))
    return FALSE;
  self->row = esp_journey_row_load (tx, id, error);
  return self->row != NULL;
}

static gboolean
read_flow (const EspCtlJourney *self, EspJourneyLayoutOptions *options)
{
  if (self->flow == NULL || g_str_equal (self->flow, "down"))
    options->flow = ESP_JOURNEY_DOWN;
  else if (g_str_equal (self->flow, "right"))
    options->flow = ESP_JOURNEY_RIGHT;
  else
    return FALSE;
  return TRUE;
}

static gboolean
read_paper (const EspCtlJourney *self, EspJourneyExport *options)
{
  static const char *const papers[] = { "fit", "pages", "long", "auto" };

  options->paper = ESP_JOURNEY_PAPER_AUTO;
  for (guint i = 0; self->paper != NULL && i <= G_N_ELEMENTS (papers); i++)
    {
      if (i == G_N_ELEMENTS (papers))
        return FALSE;
      options->paper = (EspJourneyPaper) i;
      if (g_str_equal (self->paper, papers[i]))
        break;
    }
  return TRUE;
}

/* The journey in words, the same as in the picture. */
static GPtrArray *
outline_new (const EspJourney *journey, EspJourneyFaces *faces)
{
  GPtrArray *lines = esp_outline_lines_new ();

  for (guint32 i = 0; i < esp_journey_get_n_steps (journey); i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (journey, i);
      const EspJourneyStep *parent =
        step->parent != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (journey, step->parent) : NULL;
      const EspJourneyFace *face;

      if (parent != NULL &&
          esp_journey_step_get_branch (parent, step->parent_branch)->first_step == i)
        {
          const char *title = esp_journey_step_get_branch (parent, step->parent_branch)->title;
          g_autofree char *number = g_strdup_printf ("%u", step->parent_branch + 1);

          esp_outline_lines_add (lines, step->level * 2 - 1, 0, title != NULL ? title : number,
                                 NULL);
        }
      face = esp_journey_faces_get_step (faces, step->id);
      esp_outline_lines_add (lines, step->level * 2, i + 1,
                             face->title != NULL ? face->title : face->kind,
                             face->title != NULL ? esp_step_kind_name (step->kind) : NULL);
    }
  return lines;
}

/**
 * esp_ctl_journey_draw_add_options:
 *
 * Adds the words that say what the picture is like.
 */
void
esp_ctl_journey_draw_add_options (EspCtlJourney *self, GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, "draw: a name in .pdf, .svg or .png",
      "FILE" },
    { "flow", 0, 0, G_OPTION_ARG_STRING, &self->flow, "draw: down or right", "WAY" },
    { "paper", 0, 0, G_OPTION_ARG_STRING, &self->paper, "draw a PDF: auto, fit, pages or long",
      "PAPER" },
    { "outline", 0, 0, G_OPTION_ARG_NONE, &self->has_outline,
      "draw a PDF: with the steps as a list on pages of their own", NULL },
    { "compact", 0, 0, G_OPTION_ARG_NONE, &self->is_compact, "draw: with less in it", NULL },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
}

/**
 * esp_ctl_journey_draw:
 *
 * Returns: the exit status
 */
int
esp_ctl_journey_draw (EspCtlJourney *self, EspStore *store, GError **error)
{
  EspJourneyLayoutOptions how = { .is_compact = self->is_compact };
  EspJourneyExport options = { .page_format = "Page %u of %u" };
  g_autoptr (EspJourneyLayout) layout = NULL;
  g_autoptr (EspJourneyFaces) faces = NULL;
  g_autoptr (GPtrArray) outline = NULL;
  g_autoptr (GBytes) content = NULL;

  if (self->output == NULL || !esp_journey_file_from_name (self->output, &options.file))
    return esp_ctl_usage (SUBJECT,
                          "Say with --output where to: a name that ends in .pdf, .svg or .png");
  if (!read_flow (self, &how))
    return esp_ctl_usage (SUBJECT, "--flow is “down” or “right”");
  if (!read_paper (self, &options))
    return esp_ctl_usage (SUBJECT, "--paper is “auto”, “fit”, “pages” or “long”");
  if (self->file != NULL ? !g_file_get_contents (self->file, &self->text, NULL, error)
                         : !esp_store_read (store, ESP_READ_PAGE, load_cb, self, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  self->journey =
    esp_journey_parse_json (self->text != NULL ? self->text : self->row->draft, -1, error);
  if (self->journey == NULL)
    return esp_ctl_fail (SUBJECT, *error);
  options.title = self->row != NULL ? self->row->name : self->journey->name;
  layout = esp_journey_layout_new (self->journey, &how);
  faces = esp_journey_faces_new_plain (self->journey);
  outline = self->has_outline ? outline_new (self->journey, faces) : NULL;
  options.outline = outline;
  content = esp_journey_export (layout, faces, &options, error);
  if (content == NULL || !g_file_set_contents (self->output, g_bytes_get_data (content, NULL),
                                               (gssize) g_bytes_get_size (content), error))
    return esp_ctl_fail (SUBJECT, *error);
  if (self->is_json)
    g_print ("{\"steps\":%u,\"bytes\":%" G_GSIZE_FORMAT "}\n",
             esp_journey_get_n_steps (self->journey), g_bytes_get_size (content));
  else
    g_print ("%u steps are drawn in “%s”.\n", esp_journey_get_n_steps (self->journey),
             self->output);
  return ESP_CTL_OK;
}
