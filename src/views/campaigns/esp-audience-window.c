/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses the audience: everyone, or segments, and segments that are left out. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-audience-window.h"

#include "store/esp-segments.h"
#include "views/campaigns/esp-campaign-acts.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "worker/esp-send-audience.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define HEIGHT 560
#define UUID_KEY "esp-segment"

typedef struct
{
  EspCampaignPage *page; /* (owned) */
  GtkWindow *window;
  EspFormFrame frame;
  GtkWidget *everyone;  /* a switch row */
  GPtrArray *segments;  /* of GtkDropDown; what each segment is used for */
  EspSendAudience *old; /* (owned) */
} Chooser;

typedef enum
{
  USE_NONE,
  USE_IN,
  USE_OUT,
} Use;

static void
chooser_free (gpointer data)
{
  Chooser *chooser = data;

  g_object_unref (chooser->page);
  g_ptr_array_unref (chooser->segments);
  esp_send_audience_free (chooser->old);
  g_free (chooser);
}

static gboolean
is_everyone (Chooser *chooser)
{
  return gtk_switch_get_active (esp_form_row_get_switch (chooser->everyone));
}

static void
changed_cb (Chooser *chooser)
{
  gboolean has_any = is_everyone (chooser) || chooser->old->leads->len > 0;

  for (guint i = 0; i < chooser->segments->len; i++)
    has_any |= adw_combo_row_get_selected (chooser->segments->pdata[i]) == USE_IN;
  esp_form_frame_set_problem (&chooser->frame,
                              has_any ? NULL
                                      : _ ("Switch Everyone on, or include at least one segment."));
}

static void
accept_cb (Chooser *chooser)
{
  g_autoptr (EspSendAudience) audience = esp_send_audience_new ();
  g_autofree char *json = NULL;

  audience->is_everyone = is_everyone (chooser);
  for (guint i = 0; i < chooser->segments->len; i++)
    {
      AdwComboRow *row = chooser->segments->pdata[i];
      const char *uuid = g_object_get_data (G_OBJECT (row), UUID_KEY);
      guint use = adw_combo_row_get_selected (row);

      if (use == USE_OUT)
        g_ptr_array_add (audience->without, g_strdup (uuid));
      else if (use == USE_IN && !audience->is_everyone)
        g_ptr_array_add (audience->segments, g_strdup (uuid));
    }
  for (guint i = 0; !audience->is_everyone && i < chooser->old->leads->len; i++)
    g_array_append_val (audience->leads, g_array_index (chooser->old->leads, gint64, i));
  json = esp_send_audience_to_json (audience);
  esp_campaign_page_touch (chooser->page);
  esp_campaign_act (esp_campaign_page_get_session (chooser->page), ESP_CAMPAIGN_AUDIENCE,
                    esp_campaign_page_get_campaign (chooser->page), json, 0);
  gtk_window_close (chooser->window);
}

static gboolean
contains (GPtrArray *references, const EspSegment *segment)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, segment->id);

  for (guint i = 0; i < references->len; i++)
    if (g_str_equal (references->pdata[i], segment->uuid) || g_str_equal (references->pdata[i], id))
      return TRUE;
  return FALSE;
}

static GtkWidget *
segment_row_new (Chooser *chooser, const EspSegment *segment)
{
  const char *const uses[] = { _ ("Not used"), _ ("Include"), _ ("Leave out"), NULL };
  Use use = contains (chooser->old->segments, segment)  ? USE_IN
            : contains (chooser->old->without, segment) ? USE_OUT
                                                        : USE_NONE;
  GtkWidget *row = esp_form_choice_row_new (segment->name, uses, use);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  if (segment->size >= 0)
    {
      g_autofree char *n = esp_format_count (segment->size);
      g_autofree char *text =
        g_strdup_printf (ngettext ("%s lead", "%s leads", (gulong) segment->size), n);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
    }
  g_object_set_data_full (G_OBJECT (row), UUID_KEY, g_strdup (segment->uuid), g_free);
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (changed_cb), chooser);
  g_ptr_array_add (chooser->segments, row);
  return row;
}

/**
 * esp_audience_window_present:
 */
void
esp_audience_window_present (EspCampaignPage *page)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  Chooser *chooser = g_new0 (Chooser, 1);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *segments = esp_form_group_new (_ ("Segments"), NULL);

  chooser->page = g_object_ref (page);
  chooser->segments = g_ptr_array_new ();
  chooser->old = esp_send_audience_parse (record->send->audience);
  chooser->window = esp_form_window_new ();
  g_object_set_data_full (G_OBJECT (chooser->window), "esp-chooser", chooser, chooser_free);
  chooser->frame =
    esp_form_frame_build (ADW_WINDOW (chooser->window),
                          esp_session_get_window (esp_campaign_page_get_session (page)),
                          _ ("Audience"), _ ("C_hoose"));
  chooser->everyone = esp_form_switch_row_new (_ ("Everyone"), _ ("All leads of the workspace"),
                                               chooser->old->is_everyone);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), chooser->everyone);
  gtk_box_append (GTK_BOX (box), group);
  for (guint i = 0; i < record->segments->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (segments),
                               segment_row_new (chooser, record->segments->pdata[i]));
  if (record->segments->len == 0)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (segments),
                                           _ ("There are no segments yet."));
  gtk_box_append (GTK_BOX (box), segments);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (chooser->frame.box), scroller);
  g_signal_connect_swapped (esp_form_row_get_switch (chooser->everyone), "notify::active",
                            G_CALLBACK (changed_cb), chooser);
  g_signal_connect_swapped (chooser->frame.accept, "clicked", G_CALLBACK (accept_cb), chooser);
  gtk_window_set_default_size (chooser->window, -1, HEIGHT);
  changed_cb (chooser);
  gtk_window_present (chooser->window);
}
