/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lead's page and its narrow twin beside the list: reads the lead and keeps its parts true. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-detail.h"

#include "views/leads/esp-ask-panel.h"
#include "views/leads/esp-duplicates-window.h"
#include "views/leads/esp-lead-consents.h"
#include "views/leads/esp-lead-fields.h"
#include "views/leads/esp-lead-head.h"
#include "views/leads/esp-lead-identities.h"
#include "views/leads/esp-lead-journeys.h"
#include "views/leads/esp-lead-record.h"
#include "views/leads/esp-lead-scores.h"
#include "views/leads/esp-lead-tags.h"
#include "views/leads/esp-merge-window.h"
#include "views/leads/esp-person-acts.h"
#include "views/leads/esp-timeline-view.h"
#include "views/tasks/esp-task-window.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define PAGE_WIDTH 1200
/* From here on fields and timeline stand side by side; in widths of a letter, so that it grows with the text. */
#define WIDE_CHARS 110
#define FIELDS_CHARS 46

struct _EspLeadDetail
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  gboolean is_narrow;
  gboolean is_wide; /* two columns */
  guint layout_source;
  guint32 id;
  EspLeadRecord *record;       /* (owned) (nullable) what is shown */
  char *title;                 /* (owned) (nullable) */
  GSimpleActionGroup *actions; /* (owned) "lead." */
  GtkWidget *status;
  GtkWidget *scroller;
  GtkWidget *head;    /* a bin, filled anew for each record */
  GtkWidget *columns; /* a box */
  GtkWidget *side;    /* the first of the columns */
  GtkWidget *identities;
  EspLeadTags *tags;
  EspAskPanel
    *ask; /* this and what follows stay: nothing that is typed or asked goes when data change */
  EspLeadJourneys *journeys;
  EspLeadScores *scores;
  EspLeadFields *fields;
  EspLeadConsents *consents;
  EspTimelineView *timeline;
};

typedef enum
{
  PROP_TITLE = 1,
} EspLeadDetailProperty;

static GParamSpec *properties[PROP_TITLE + 1];

G_DEFINE_FINAL_TYPE (EspLeadDetail, esp_lead_detail, GTK_TYPE_WIDGET)

static void reload (EspLeadDetail *self);

static void
set_title (EspLeadDetail *self, const char *title)
{
  if (g_strcmp0 (self->title, title) == 0)
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/* Acts */

static void
note_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_timeline_view_write_note (ESP_LEAD_DETAIL (user_data)->timeline);
}

static void
compare_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadDetail *self = user_data;

  esp_merge_window_present (self->session, self->id, g_variant_get_uint32 (parameter));
}

static void
duplicates_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_duplicates_window_present (ESP_LEAD_DETAIL (user_data)->session);
}

static void
task_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadDetail *self = user_data;

  esp_task_window_present_new (self->session, self->id, self->title);
}

static void
copy_link_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadDetail *self = user_data;
  g_autofree char *object = g_strdup_printf ("%u", self->id);
  g_autoptr (EspTarget) target = esp_target_new ("leads", object);
  g_autofree char *address = esp_target_to_string (target);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), address);
  esp_session_toast (self->session, _ ("Copied"));
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadDetail *self = user_data;

  esp_person_acts_export (self->session, self->id, self->title);
}

static void
archive_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadDetail *self = user_data;

  if (self->record != NULL && self->record->lead != NULL)
    esp_person_acts_set_archived (self->session, self->id, self->record->lead->archived_at_us == 0);
}

static void
erase_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadDetail *self = user_data;

  esp_person_acts_erase (self->session, self->id, self->title);
}

static void
again_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  reload (user_data);
}

static const GActionEntry action_entries[] = {
  { .name = "note", .activate = note_cb },
  { .name = "task", .activate = task_cb },
  { .name = "compare", .activate = compare_cb, .parameter_type = "u" },
  { .name = "duplicates", .activate = duplicates_cb },
  { .name = "copy-link", .activate = copy_link_cb },
  { .name = "export", .activate = export_cb },
  { .name = "archive", .activate = archive_cb },
  { .name = "erase", .activate = erase_cb },
  { .name = "again", .activate = again_cb },
};

/* The timeline asks why: the answer stands above. */
static void
why_cb (EspLeadDetail *self, gint64 send_id)
{
  GtkAdjustment *place = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));

  esp_ask_panel_choose (self->ask, send_id);
  gtk_adjustment_set_value (place, 0);
  gtk_widget_child_focus (GTK_WIDGET (self->ask), GTK_DIR_TAB_FORWARD);
}

/* Showing */

static void
show_gone (EspLeadDetail *self)
{
  if (self->id == 0)
    esp_status_show_empty (ESP_STATUS (self->status), "esp-leads-symbolic", _ ("No lead selected"),
                           _ ("Select one lead to see it here."));
  else
    esp_status_show_empty (ESP_STATUS (self->status), "esp-leads-symbolic", _ ("This lead is gone"),
                           _ ("It was erased, merged into another, or an import was undone."));
  set_title (self, self->id == 0 ? "" : _ ("This lead is gone"));
}

static void
show_record (EspLeadDetail *self)
{
  const EspLeadRecord *record = self->record;
  const char *title;

  if (record == NULL || record->lead == NULL)
    {
      show_gone (self);
      return;
    }
  title = esp_lead_get_title (record->lead);
  set_title (self, *title != '\0' ? title : _ ("Lead without a name"));
  adw_bin_set_child (ADW_BIN (self->head),
                     esp_lead_head_new (self->title, record, self->is_narrow));
  esp_lead_tags_show (self->tags, self->id, (const char *const *) record->tags,
                      (const char *const *) record->known_tags);
  esp_lead_fields_show (self->fields, record->lead);
  esp_lead_consents_show (self->consents, record);
  adw_bin_set_child (ADW_BIN (self->identities),
                     record->identities->len > 0
                       ? esp_lead_identities_new (self->session, record->identities)
                       : NULL);
  gtk_widget_set_visible (self->identities, record->identities->len > 0);
  esp_ask_panel_set_lead (self->ask, self->id);
  esp_lead_journeys_set_lead (self->journeys, self->id);
  esp_lead_scores_set_lead (self->scores, self->id);
  esp_timeline_view_set_lead (self->timeline, self->id);
  esp_status_show_content (ESP_STATUS (self->status));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadDetail) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspLeadRecord) record = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->status == NULL || (record != NULL && record->id != self->id))
    return;
  if (record == NULL)
    {
      g_autofree char *message = esp_store_message (error);

      esp_status_show_error (ESP_STATUS (self->status), message, error->message);
      esp_status_set_buttons (ESP_STATUS (self->status), _ ("_Try again"), "lead.again", NULL,
                              NULL);
      return;
    }
  g_clear_pointer (&self->record, esp_lead_record_free);
  self->record = g_steal_pointer (&record);
  show_record (self);
}

static void
reload (EspLeadDetail *self)
{
  if (self->id == 0)
    {
      g_clear_pointer (&self->record, esp_lead_record_free);
      show_record (self);
      return;
    }
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, esp_lead_record_read,
                        esp_lead_record_new (self->id), (GDestroyNotify) esp_lead_record_free, NULL,
                        read_cb, g_object_ref (self));
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspLeadDetail *self)
{
  if (self->id == 0)
    return;
  if (esp_changes_touches_all_leads (changes) || esp_changes_has (changes, ESP_CHANGE_FIELD) ||
      esp_bitmap_contains (esp_changes_get_leads (changes), self->id))
    {
      reload (self);
      esp_ask_panel_refresh (self->ask);
      esp_timeline_view_refresh (self->timeline);
    }
  else if (esp_changes_has (changes, ESP_CHANGE_CAMPAIGN | ESP_CHANGE_SEGMENT | ESP_CHANGE_CHANNEL))
    esp_ask_panel_refresh (self->ask);
}

/* Layout */

static int
letter_width (EspLeadDetail *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int width = PANGO_PIXELS (pango_font_metrics_get_approximate_char_width (metrics));

  pango_font_metrics_unref (metrics);
  return MAX (width, 1);
}

static gboolean
layout_cb (gpointer user_data)
{
  EspLeadDetail *self = user_data;
  GtkAdjustment *across =
    gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  int letter = letter_width (self);
  gboolean is_wide = gtk_adjustment_get_page_size (across) >= WIDE_CHARS * letter;

  self->layout_source = 0;
  if (is_wide == self->is_wide)
    return G_SOURCE_REMOVE;
  self->is_wide = is_wide;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->columns),
                                  is_wide ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_size_request (self->side, is_wide ? FIELDS_CHARS * letter : -1, -1);
  return G_SOURCE_REMOVE;
}

/* The width is known while it is being laid out: that is no time to change it. */
static void
width_cb (EspLeadDetail *self)
{
  if (self->layout_source == 0 && !self->is_narrow)
    self->layout_source = g_idle_add (layout_cb, self);
}

static void
esp_lead_detail_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((EspLeadDetailProperty) id)
    {
    case PROP_TITLE:
      g_value_set_string (value, ESP_LEAD_DETAIL (object)->title);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
esp_lead_detail_dispose (GObject *object)
{
  EspLeadDetail *self = ESP_LEAD_DETAIL (object);

  g_clear_handle_id (&self->layout_source, g_source_remove);
  g_clear_pointer (&self->status, gtk_widget_unparent);
  g_clear_pointer (&self->record, esp_lead_record_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (esp_lead_detail_parent_class)->dispose (object);
}

static void
esp_lead_detail_class_init (EspLeadDetailClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = esp_lead_detail_dispose;
  object_class->get_property = esp_lead_detail_get_property;
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_c,
                                       GDK_CONTROL_MASK | GDK_ALT_MASK, "lead.copy-link", NULL);
}

static void
esp_lead_detail_init (EspLeadDetail *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "lead", G_ACTION_GROUP (self->actions));
}

static void
build_parts (EspLeadDetail *self, GtkWidget *page, int spacing)
{
  GtkWidget *main = gtk_box_new (GTK_ORIENTATION_VERTICAL, spacing);

  self->head = adw_bin_new ();
  self->tags = ESP_LEAD_TAGS (esp_lead_tags_new (self->session));
  self->ask = ESP_ASK_PANEL (esp_ask_panel_new (self->session));
  self->fields = ESP_LEAD_FIELDS (esp_lead_fields_new (self->session, self->is_narrow));
  self->consents = ESP_LEAD_CONSENTS (esp_lead_consents_new (self->session));
  self->timeline = ESP_TIMELINE_VIEW (esp_timeline_view_new (self->session, self->is_narrow));
  self->journeys = ESP_LEAD_JOURNEYS (esp_lead_journeys_new (self->session));
  self->scores = ESP_LEAD_SCORES (esp_lead_scores_new (self->session));
  self->identities = adw_bin_new ();
  self->columns = gtk_box_new (GTK_ORIENTATION_VERTICAL, spacing);
  self->side = gtk_box_new (GTK_ORIENTATION_VERTICAL, spacing);
  gtk_box_append (GTK_BOX (page), self->head);
  gtk_box_append (GTK_BOX (page), GTK_WIDGET (self->tags));
  gtk_box_append (GTK_BOX (page), GTK_WIDGET (self->ask));
  gtk_box_append (GTK_BOX (self->side), GTK_WIDGET (self->fields));
  gtk_box_append (GTK_BOX (self->side), self->identities);
  gtk_box_append (GTK_BOX (main), GTK_WIDGET (self->scores));
  gtk_box_append (GTK_BOX (main), GTK_WIDGET (self->journeys));
  gtk_box_append (GTK_BOX (main), GTK_WIDGET (self->consents));
  gtk_box_append (GTK_BOX (main), GTK_WIDGET (self->timeline));
  gtk_widget_set_hexpand (main, TRUE);
  gtk_box_append (GTK_BOX (self->columns), self->side);
  gtk_box_append (GTK_BOX (self->columns), main);
  gtk_box_append (GTK_BOX (page), self->columns);
  g_signal_connect_object (self->timeline, "why", G_CALLBACK (why_cb), self, G_CONNECT_SWAPPED);
}

static void
build (EspLeadDetail *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  int margin = self->is_narrow ? 12 : 24;
  int spacing = self->is_narrow ? 18 : 24;
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, spacing);

  build_parts (self, page, spacing);
  gtk_widget_set_margin_start (page, 12);
  gtk_widget_set_margin_end (page, 12);
  gtk_widget_set_margin_top (page, margin);
  gtk_widget_set_margin_bottom (page, margin);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PAGE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), page);
  self->scroller = gtk_scrolled_window_new ();
  /* Two columns ask for more room than one: without a bar the window could not become narrow again. */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), clamp);
  self->status = esp_status_new (self->scroller);
  gtk_widget_set_parent (self->status, GTK_WIDGET (self));
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (
                             GTK_SCROLLED_WINDOW (self->scroller)),
                           "notify::page-size", G_CALLBACK (width_cb), self, G_CONNECT_SWAPPED);
}

/**
 * esp_lead_detail_new:
 * @is_narrow: for the pane beside the list, where nothing is edited
 *
 * Returns: (transfer floating): a page that shows nobody yet
 */
GtkWidget *
esp_lead_detail_new (EspSession *session, gboolean is_narrow)
{
  EspLeadDetail *self = g_object_new (ESP_TYPE_LEAD_DETAIL, NULL);

  self->session = session;
  self->is_narrow = is_narrow;
  build (self);
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, 0);
  show_record (self);
  return GTK_WIDGET (self);
}

/**
 * esp_lead_detail_set_lead:
 * @id: 0 shows nobody
 */
void
esp_lead_detail_set_lead (EspLeadDetail *self, guint32 id)
{
  g_return_if_fail (ESP_IS_LEAD_DETAIL (self));

  if (self->id == id && self->record != NULL)
    return;
  self->id = id;
  reload (self);
}

/**
 * esp_lead_detail_dup_title:
 *
 * Returns: (transfer full) (nullable): what the lead is called
 */
char *
esp_lead_detail_dup_title (EspLeadDetail *self)
{
  return g_strdup (self->title);
}
