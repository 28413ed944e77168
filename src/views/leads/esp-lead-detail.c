/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lead's page and its narrow twin beside the list. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-detail.h"

#include "store/esp-consents.h"
#include "store/esp-leads.h"
#include "views/leads/esp-ask-panel.h"
#include "views/leads/esp-field-problem.h"
#include "views/leads/esp-lead-format.h"
#include "views/leads/esp-lead-record.h"
#include "views/leads/esp-timeline-list.h"
#include "views/shell/esp-store-messages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define PAGE_WIDTH 860

struct _EspLeadDetail
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  gboolean is_narrow;
  guint32 id;
  EspLeadRecord *record; /* (owned) (nullable) what is shown */
  char *title;           /* (owned) (nullable) */
  GtkWidget *stack;
  GtkWidget *head; /* a box, built anew for each record, and so is the content */
  GtkWidget *content;
  EspAskPanel *ask; /* stays: a question is not forgotten because something changed */
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
  g_free (self->title);
  self->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/* Editing a field in place */

typedef struct
{
  gint64 id;
  char *column; /* (owned) */
  char *text;   /* (owned) */
  GTimeZone *zone;
  EspFieldInputProblem problem;
} FieldEdit;

static void
field_edit_free (FieldEdit *edit)
{
  g_free (edit->column);
  g_free (edit->text);
  g_time_zone_unref (edit->zone);
  g_free (edit);
}

static gboolean
write_field (EspTx *tx, gpointer data, GError **error)
{
  FieldEdit *edit = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) before = fields != NULL ? esp_lead_load (tx, fields, edit->id, error) : NULL;
  g_autoptr (EspLead) after = before != NULL ? esp_lead_copy (before) : NULL;
  int index;

  if (after == NULL)
    return FALSE;
  index = esp_fields_find (fields, edit->column);
  edit->problem = esp_field_input_parse (esp_fields_get (fields, (guint) index), edit->text,
                                         edit->zone, &after->values[index]);
  return edit->problem != ESP_FIELD_INPUT_OK || esp_lead_update (tx, before, after, NULL, error);
}

static void
field_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadDetail) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *message =
        g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_CONSTRAINT)
          ? g_strdup (_ ("Another lead has this address already."))
          : esp_store_message (error);

      esp_session_toast (self->session, message);
      reload (self);
    }
  else if (history_id != 0)
    esp_session_toast_undo (self->session, _ ("Saved"), history_id);
}

static void
apply_cb (EspLeadDetail *self, AdwEntryRow *row)
{
  static const EspOperation operation = { .kind = "edit" };
  const EspField *field = g_object_get_data (G_OBJECT (row), "esp-field");
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));
  EspValue value = { 0 };
  EspFieldInputProblem problem =
    esp_field_input_parse (field, text, esp_session_get_zone (self->session), &value);
  FieldEdit *edit;

  esp_value_clear (&value);
  if (problem != ESP_FIELD_INPUT_OK)
    {
      gtk_widget_add_css_class (GTK_WIDGET (row), "error");
      esp_session_toast (self->session, esp_field_problem_sentence (problem));
      return;
    }
  gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
  edit = g_new0 (FieldEdit, 1);
  edit->id = self->id;
  edit->column = g_strdup (field->column);
  edit->text = g_strdup (text);
  edit->zone = g_time_zone_ref (esp_session_get_zone (self->session));
  esp_store_write_async (esp_session_get_store (self->session), &operation, write_field, edit,
                         (GDestroyNotify) field_edit_free, field_written_cb, g_object_ref (self));
}

/* Building */

static GtkWidget *
section_new (const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  return group;
}

static GtkWidget *
text_row_new (const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (text);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (label), 1.0f);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (label, text);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  return row;
}

static GtkWidget *
edit_row_new (EspLeadDetail *self, const EspField *field, const char *text)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), esp_lead_field_label (field));
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "esp-field", (gpointer) field); /* lives with the record */
  g_signal_connect_object (row, "apply", G_CALLBACK (apply_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static void
add_fields (EspLeadDetail *self, const EspLead *lead)
{
  GtkWidget *group = section_new (_ ("Details"));

  for (guint i = 0; i < lead->n_values; i++)
    {
      const EspField *field = esp_fields_get (lead->fields, i);
      g_autofree char *text = esp_lead_format_value (self->session, field, &lead->values[i]);
      GtkWidget *row;

      if (self->is_narrow && *text == '\0')
        continue;
      if (self->is_narrow || !field->is_editable)
        row = text_row_new (esp_lead_field_label (field), text);
      else
        row = edit_row_new (self, field, text);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  gtk_box_append (GTK_BOX (self->content), group);
}

static void
add_head (EspLeadDetail *self, const EspLeadRecord *record)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *avatar = adw_avatar_new (self->is_narrow ? 40 : 56, self->title, TRUE);
  GtkWidget *name = gtk_label_new (self->title);
  const char *email = esp_lead_get_text (record->lead, "email");
  g_autofree char *phone = esp_lead_format_phone (esp_lead_get_text (record->lead, "phone"));
  g_autofree char *reach = g_strjoin (email != NULL && *phone != '\0' ? " · " : "",
                                      email != NULL ? email : "", phone, NULL);
  GtkWidget *address = gtk_label_new (reach);

  gtk_widget_add_css_class (name, "title-4");
  gtk_widget_add_css_class (address, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (name), 0.0f);
  gtk_label_set_xalign (GTK_LABEL (address), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (address), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_selectable (GTK_LABEL (address), TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), name);
  gtk_box_append (GTK_BOX (words), address);
  gtk_accessible_update_property (GTK_ACCESSIBLE (avatar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->title, -1);
  gtk_box_append (GTK_BOX (box), avatar);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (self->head), box);
}

static void
add_tags (EspLeadDetail *self, GStrv tags)
{
  GtkWidget *flow;

  if (tags == NULL || *tags == NULL)
    return;
  flow = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), 8);
  for (guint i = 0; tags[i] != NULL; i++)
    {
      GtkWidget *label = gtk_label_new (tags[i]);

      gtk_widget_add_css_class (label, "esp-tag");
      gtk_flow_box_append (GTK_FLOW_BOX (flow), label);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (flow), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Tags"),
                                  -1);
  gtk_box_append (GTK_BOX (self->head), flow);
}

static void
add_consents (EspLeadDetail *self, const EspLeadRecord *record)
{
  GtkWidget *group = section_new (_ ("Consent"));

  if (record->extras->is_suppressed)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               text_row_new (_ ("Email"),
                                             _ ("Suppressed: nothing is sent to this address")));
  for (guint i = 0; i < record->consents->len; i++)
    {
      const EspConsent *consent = record->consents->pdata[i];
      GtkWidget *row;
      g_autofree char *date = NULL;
      g_autofree char *text = NULL;

      date = consent->at_us != 0
               ? esp_format_date (consent->at_us, esp_session_get_zone (self->session),
                                  ESP_DATE_DAY, esp_session_get_lang (self->session))
               : g_strdup (_ ("date unknown"));
      text = g_strdup_printf ("%s · %s", esp_lead_consent_label (consent->state), date);
      row = text_row_new (esp_lead_channel_label (consent->channel), text);
      if (consent->wording != NULL)
        adw_action_row_set_subtitle (ADW_ACTION_ROW (row), consent->wording);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  if (record->consents->len == 0)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               text_row_new (_ ("Marketing"),
                                             _ ("No consent is recorded: ads are not sent")));
  gtk_box_append (GTK_BOX (self->content), group);
}

static void
add_timeline (EspLeadDetail *self, const EspLeadRecord *record)
{
  GtkWidget *group = section_new (_ ("Timeline"));

  if (record->timeline->len == 0)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                           _ ("Nothing has happened yet."));
  else
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               esp_timeline_list_new (self->session, record->timeline));
  gtk_box_append (GTK_BOX (self->content), group);
}

static void
clear_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
show_record (EspLeadDetail *self)
{
  const EspLeadRecord *record = self->record;

  clear_box (self->head);
  clear_box (self->content);
  if (record == NULL || record->lead == NULL)
    {
      set_title (self, self->id == 0 ? "" : _ ("This lead is gone"));
      gtk_stack_set_visible_child_name (GTK_STACK (self->stack), self->id == 0 ? "none" : "gone");
      return;
    }
  set_title (self, esp_lead_get_title (record->lead));
  if (*self->title == '\0')
    set_title (self, _ ("Lead without a name"));
  add_head (self, record);
  add_tags (self, record->tags);
  add_fields (self, record->lead);
  add_consents (self, record);
  add_timeline (self, record);
  esp_ask_panel_set_lead (self->ask, self->id);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "lead");
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadDetail) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspLeadRecord) record = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (record == NULL)
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (self->session, message);
      return;
    }
  if (record->id != self->id)
    return;
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
  if (self->id != 0 && (esp_changes_touches_all_leads (changes) ||
                        esp_bitmap_contains (esp_changes_get_leads (changes), self->id)))
    {
      reload (self);
      esp_ask_panel_refresh (self->ask);
    }
  else if (esp_changes_has (changes, ESP_CHANGE_CAMPAIGN | ESP_CHANGE_SEGMENT | ESP_CHANGE_CHANNEL))
    esp_ask_panel_refresh (self->ask);
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

  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_pointer (&self->record, esp_lead_record_free);
  g_clear_pointer (&self->title, g_free);
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
}

static void
esp_lead_detail_init (EspLeadDetail *self)
{
}

static GtkWidget *
status_new (const char *icon_name, const char *title, const char *description)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), icon_name);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), description);
  gtk_widget_add_css_class (page, "compact");
  return page;
}

static void
build (EspLeadDetail *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  int margin = self->is_narrow ? 12 : 24;
  int spacing = self->is_narrow ? 18 : 24;
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, spacing);

  self->head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, spacing);
  self->ask = ESP_ASK_PANEL (esp_ask_panel_new (self->session));
  gtk_box_append (GTK_BOX (page), self->head);
  gtk_box_append (GTK_BOX (page), GTK_WIDGET (self->ask));
  gtk_box_append (GTK_BOX (page), self->content);
  gtk_widget_set_margin_start (page, 12);
  gtk_widget_set_margin_end (page, 12);
  gtk_widget_set_margin_top (page, margin);
  gtk_widget_set_margin_bottom (page, margin);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PAGE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), page);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack),
                       status_new ("esp-leads-symbolic", _ ("No lead selected"),
                                   _ ("Select one lead to see it here.")),
                       "none");
  gtk_stack_add_named (GTK_STACK (self->stack),
                       status_new ("esp-leads-symbolic", _ ("This lead is gone"),
                                   _ ("It was erased, or an import was undone.")),
                       "gone");
  gtk_stack_add_named (GTK_STACK (self->stack), scroller, "lead");
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
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
