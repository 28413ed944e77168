/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the leads behind the number of one part of a rule: whom it leaves out, or whom it brings in. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-segment-builder-private.h"

#include "views/leads/esp-leads-screen.h"

#include <glib/gi18n.h>

typedef enum
{
  SHOW_ALONE,
  SHOW_LEFT_OUT,
  SHOW_BROUGHT_IN,
} Show;

typedef struct
{
  EspSegmentBuilder *self; /* (owned) */
  Show show;
  char *name; /* (owned): of the part */
} Call;

static void
call_free (Call *call)
{
  g_object_unref (call->self);
  g_free (call->name);
  g_free (call);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Call *call = data;
  EspSegmentBuilder *self = call->self;
  g_autoptr (EspSegmentCount) count =
    esp_segment_service_count_finish (ESP_SEGMENT_SERVICE (source), result, NULL);
  g_autofree char *sentence = NULL;

  if (count != NULL && self->count != NULL && !g_cancellable_is_cancelled (self->cancellable))
    {
      const EspBitmap *of = call->show == SHOW_BROUGHT_IN ? self->count->members : count->members;
      const EspBitmap *without =
        call->show == SHOW_BROUGHT_IN ? count->members : self->count->members;
      g_autoptr (EspBitmap) leads = esp_bitmap_copy (of);

      if (call->show != SHOW_ALONE)
        esp_bitmap_andnot (leads, without);
      sentence = g_strdup_printf (call->show == SHOW_ALONE      ? _ ("Match this alone: %s")
                                  : call->show == SHOW_LEFT_OUT ? _ ("Left out by: %s")
                                                                : _ ("Brought in by: %s"),
                                  call->name);
      esp_leads_screen_drill (self->session, sentence, leads);
    }
  call_free (call);
}

/* The rule without the part, or the part alone when it changes nothing. */
static EspRule *
make_rule (EspSegmentBuilder *self, guint id, Show show)
{
  g_autoptr (EspRule) whole = esp_rule_doc_dup_complete (self->doc);
  EspRuleNode *node = esp_rule_find (whole, id);
  EspRuleNode *root;

  if (node == NULL || node->parent == NULL)
    return NULL;
  if (show != SHOW_ALONE)
    {
      esp_rule_node_free (esp_rule_node_take_out (node));
      return g_steal_pointer (&whole);
    }
  root = esp_rule_node_new_group (ESP_GROUP_ALL);
  esp_rule_node_insert (root, 0, esp_rule_node_copy (node));
  return esp_rule_new (root);
}

/**
 * esp_segment_builder_show_part:
 * @id: of a part of the rule that counts
 *
 * Opens whom the part leaves out or brings in; of one that changes nothing, who matches it by itself.
 */
void
esp_segment_builder_show_part (EspSegmentBuilder *self, guint id)
{
  const EspSegmentRow *row =
    self->count != NULL ? esp_segment_count_find_row (self->count, id) : NULL;
  const EspRuleNode *node = esp_rule_find (esp_rule_doc_get_rule (self->doc), id);
  Show show = row == NULL || row->effect == 0 ? SHOW_ALONE
              : row->effect < 0               ? SHOW_LEFT_OUT
                                              : SHOW_BROUGHT_IN;
  g_autoptr (EspRule) rule = NULL;
  Call *call;

  if (row == NULL || !row->is_active || node == NULL)
    return;
  rule = make_rule (self, id, show);
  if (rule == NULL)
    return;
  call = g_new0 (Call, 1);
  call->self = g_object_ref (self);
  call->show = show;
  call->name = node->condition != NULL
                 ? esp_words_condition (node->condition, self->opened->choices)
                 : g_strdup (esp_words_mode (node->mode));
  esp_segment_service_count_async (self->service, rule, NULL, ESP_SEGMENT_PLAIN, self->cancellable,
                                   counted_cb, call);
}
