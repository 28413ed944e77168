/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits of a segment that something live asks for wait as a draft; applying it tells what that changes. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-segment-builder-private.h"

#include "store/esp-segment-uses.h"
#include "views/segments/esp-segment-use-words.h"
#include "views/shell/esp-banner.h"
#include "views/shell/esp-dialogs.h"

#include <glib/gi18n.h>

static const EspSegmentUse *
first_use (EspSegmentBuilder *self)
{
  const EspSegmentUse *first = NULL;

  for (guint i = 0; i < self->opened->uses->len; i++)
    {
      const EspSegmentUse *use = g_ptr_array_index (self->opened->uses, i);

      if (first == NULL || (use->is_live && !first->is_live))
        first = use;
    }
  return first;
}

/**
 * esp_segment_builder_has_draft:
 *
 * Returns: whether there are edits that count nowhere else yet
 */
gboolean
esp_segment_builder_has_draft (EspSegmentBuilder *self)
{
  return self->opened != NULL && self->opened->segment->draft != NULL;
}

/**
 * esp_segment_builder_show_draft:
 *
 * Says who uses the segment, and whether edits wait.
 */
void
esp_segment_builder_show_draft (EspSegmentBuilder *self)
{
  const EspSegmentUse *use = first_use (self);
  gboolean has_draft = esp_segment_builder_has_draft (self);
  g_autofree char *text = NULL;

  if (use != NULL && has_draft)
    text = g_strdup_printf (_ ("“%s” uses this segment. Your changes wait until they are applied."),
                            use->name);
  else if (use != NULL && self->opened->is_live)
    text =
      g_strdup_printf (_ ("“%s” uses this segment. What you change waits as a draft."), use->name);
  else if (has_draft)
    text = g_strdup (_ ("Changes wait until they are applied."));
  esp_banner_set_text (ESP_BANNER (self->banner), text);
  esp_banner_set_button (ESP_BANNER (self->banner), has_draft ? _ ("_Apply…") : NULL,
                         has_draft ? "screen.apply" : NULL);
}

static void
apply (EspSegmentBuilder *self)
{
  EspSegment *segment = self->opened->segment;

  if (segment->draft == NULL)
    return;
  g_free (segment->rule);
  segment->rule = g_steal_pointer (&segment->draft);
  esp_segment_builder_write (self, segment);
  esp_segment_builder_show_draft (self);
  if (self->count != NULL)
    esp_segment_builder_link_number (self);
  esp_segment_builder_say (self, _ ("Changes applied"));
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspSegmentBuilder) self = data;

  if (g_strcmp0 (esp_dialog_ask_finish (result, NULL), "apply") == 0 &&
      !g_cancellable_is_cancelled (self->cancellable))
    apply (self);
}

/* Who would come in and who would go, and whom that concerns. */
static char *
describe (EspSegmentBuilder *self, const EspBitmap *before)
{
  const EspBitmap *after = self->count->members;
  guint64 n_both = esp_bitmap_and_count (before, after);
  g_autofree char *entering = esp_format_count ((gint64) (esp_bitmap_count (after) - n_both));
  g_autofree char *leaving = esp_format_count ((gint64) (esp_bitmap_count (before) - n_both));
  g_autoptr (GString) text = g_string_new (NULL);
  const GPtrArray *uses = self->opened->uses;
  g_autofree char *list = NULL;

  g_string_append_printf (text, _ ("%s leads would come in, %s would leave."), entering, leaving);
  g_string_append_c (text, '\n');
  list = esp_segment_use_list (uses);
  g_string_append (text, list);
  return g_strdup (text->str);
}

static void
before_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspSegmentBuilder) self = data;
  g_autoptr (EspSegmentCount) before =
    esp_segment_service_count_finish (ESP_SEGMENT_SERVICE (source), result, NULL);
  g_autofree char *body = NULL;
  const EspDialogAnswer answers[] = { { "apply", _ ("_Apply"), FALSE, TRUE }, { NULL } };

  if (g_cancellable_is_cancelled (self->cancellable) || self->count == NULL)
    return;
  body = before != NULL ? describe (self, before->members) : g_strdup ("");
  esp_dialog_ask_async (esp_session_get_window (self->session), _ ("Apply the changes?"), body,
                        answers, self->cancellable, answered_cb, g_object_ref (self));
}

/**
 * esp_segment_builder_apply:
 *
 * Shows what the draft changes and for whom, and applies it when that is wanted.
 */
void
esp_segment_builder_apply (EspSegmentBuilder *self)
{
  g_autoptr (EspRule) before = NULL;

  esp_segment_builder_save_now (self);
  if (!esp_segment_builder_has_draft (self) || self->count == NULL)
    return;
  before = esp_segment_read_rule (self->opened->segment, NULL);
  if (before == NULL)
    {
      apply (self);
      return;
    }
  esp_segment_service_count_async (self->service, before, self->opened->segment->uuid,
                                   ESP_SEGMENT_PLAIN, self->cancellable, before_cb,
                                   g_object_ref (self));
}

/**
 * esp_segment_builder_discard:
 *
 * Goes back to the rule that is in force; that is an edit, which can be undone.
 */
void
esp_segment_builder_discard (EspSegmentBuilder *self)
{
  g_autoptr (EspRule) rule = NULL;

  esp_segment_builder_save_now (self);
  if (!esp_segment_builder_has_draft (self))
    return;
  rule = esp_segment_read_rule (self->opened->segment, NULL);
  if (rule != NULL)
    esp_rule_doc_replace (self->doc, rule);
}
