/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses a field of the lead to print in a message, with what stands there when it is missing. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-field-menu.h"

#include "model/esp-field-rates.h"
#include "store/esp-lead-query.h"
#include "store/esp-leads.h"
#include "store/esp-segments.h"
#include "views/leads/esp-lead-format.h"
#include "views/messages/esp-token.h"
#include "views/shell/esp-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* Examples below each field, and the leads in which they are looked for. */
#define N_EXAMPLES 3
#define N_EXAMPLE_LEADS 20

/* One button with its popover; lives as long as the button. */
typedef struct
{
  EspSession *session; /* the window's; outlives it */
  EspFieldFunc func;
  gpointer user_data;
  GtkPopover *popover;
  GtkListBox *list;
  GtkEditable *search;
  GtkEditable *fallback;
  AdwComboRow *form; /* which of forms */
  GtkWidget *error_row;
  AdwComboRow *audience; /* among whom fields are counted */
  GArray *segment_ids;   /* (owned) (element-type gint64) of its lines after the first */
  gint64 message_id;     /* 0: of no message */
  EspFieldAudienceFunc audience_func; /* (nullable) */
  gboolean is_filling;
  EspToken *token; /* (owned) (nullable): that is changed when it is shown next */
} Menu;

static void
menu_free (gpointer data)
{
  Menu *menu = data;

  g_clear_pointer (&menu->token, esp_token_free);
  g_array_unref (menu->segment_ids);
  g_free (menu);
}

/* How a value can be written; the words for them are in make_form(). */
static const char *const forms[] = {
  "",
  " | honorific",
  " | particle: '은/는'",
  " | particle: '이/가'",
  " | particle: '을/를'",
  " | particle: '과/와'",
  " | particle: '으로/로'",
  " | honorific | particle: '을/를'",
  " | capitalize",
  " | number",
  " | date: '%Y. %-m. %-d.'",
};

typedef struct
{
  gint64 message_id;
  EspFieldRates *rates; /* (owned) (nullable) result */
  GPtrArray *leads; /* (owned) (nullable) of EspLead: whose values are shown as examples; result */
} Read;

static void
read_free (Read *read)
{
  g_clear_pointer (&read->rates, esp_field_rates_free);
  g_clear_pointer (&read->leads, g_ptr_array_unref);
  g_free (read);
}

static gboolean
read_examples (EspTx *tx, Read *read, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  const EspLeadQuery query = { NULL };

  if (!esp_lead_query_ids (tx, read->rates->fields, &query, N_EXAMPLE_LEADS, ids, error))
    return FALSE;
  read->leads = esp_lead_load_many (tx, read->rates->fields, (const guint32 *) (gpointer) ids->data,
                                    ids->len, error);
  return read->leads != NULL;
}

static gboolean
read_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Read *read = data;

  read->rates = esp_field_rates_load (tx, read->message_id, error);
  if (read->rates == NULL)
    return FALSE;
  return read_examples (tx, read, error);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, Menu *menu)
{
  const char *column = g_object_get_data (G_OBJECT (row), "esp-column");
  double share = *(double *) g_object_get_data (G_OBJECT (row), "esp-share");
  g_autofree char *fallback = g_strstrip (g_strdup (gtk_editable_get_text (menu->fallback)));
  const char *form = forms[MIN (adw_combo_row_get_selected (menu->form), G_N_ELEMENTS (forms) - 1)];
  g_autofree char *liquid = NULL;

  /* A quote would end the text of the tag. */
  g_strdelimit (fallback, "'", '"');
  if (*fallback == '\0' && share < 1)
    {
      const char *sentence = _ ("Not everybody has this. Write what stands there instead.");

      esp_form_row_set_error (GTK_WIDGET (menu->fallback), menu->error_row, sentence);
      esp_session_announce (menu->session, sentence, TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (menu->fallback));
      return;
    }
  esp_form_row_set_error (GTK_WIDGET (menu->fallback), menu->error_row, NULL);
  liquid = *fallback != '\0'
             ? g_strdup_printf ("{{ lead.%s | default: '%s'%s }}", column, fallback, form)
             : g_strdup_printf ("{{ lead.%s%s }}", column, form);
  gtk_popover_popdown (menu->popover);
  menu->func (liquid, menu->user_data);
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer user_data)
{
  const Menu *menu = user_data;
  g_autofree char *needle = g_utf8_casefold (gtk_editable_get_text (menu->search), -1);
  g_autofree char *title =
    g_utf8_casefold (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), -1);
  const char *column = g_object_get_data (G_OBJECT (row), "esp-column");

  return strstr (title, needle) != NULL || strstr (column, needle) != NULL;
}

/* Values that some leads have, each once. */
static char *
dup_examples (Menu *menu, const EspField *field, const GPtrArray *leads)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < leads->len && found->len < N_EXAMPLES; i++)
    {
      const EspValue *value =
        leads->pdata[i] != NULL ? esp_lead_get (leads->pdata[i], field->column) : NULL;
      g_autofree char *text = value != NULL && value->type != ESP_VALUE_NULL
                                ? esp_lead_format_value (menu->session, field, value)
                                : NULL;

      if (text != NULL && *text != '\0' &&
          !g_ptr_array_find_with_equal_func (found, text, g_str_equal, NULL))
        g_ptr_array_add (found, g_steal_pointer (&text));
    }
  g_ptr_array_add (found, NULL);
  return g_strjoinv (", ", (char **) found->pdata);
}

static void
add_row (Menu *menu, const EspField *field, double share, const GPtrArray *leads)
{
  g_autofree char *examples = dup_examples (menu, field, leads);
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *percent = share >= 0 ? esp_format_percent (share, 0) : g_strdup ("–");
  /* Translators: %s is a percentage */
  g_autofree char *filled = g_strdup_printf (_ ("%s of leads have it"), percent);
  const char *title = esp_lead_field_label (field);
  g_autofree char *label = g_strdup_printf ("%s, %s", title, filled);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (*examples != '\0')
    {
      g_autofree char *both = g_strdup_printf ("%s · %s", filled, examples);
      g_autofree char *escaped = g_markup_escape_text (both, -1);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
    }
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), filled);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (row), "esp-column", g_strdup (field->column), g_free);
  g_object_set_data_full (G_OBJECT (row), "esp-share", g_memdup2 (&share, sizeof share), g_free);
  gtk_list_box_append (menu->list, row);
}

/* Among whom it is counted: all leads, or those of a segment. */
static void
show_audience (Menu *menu, const EspFieldRates *rates)
{
  GtkStringList *names = gtk_string_list_new (NULL);
  guint selected = 0;

  menu->is_filling = TRUE;
  g_array_set_size (menu->segment_ids, 0);
  gtk_string_list_append (names, _ ("All leads"));
  for (guint i = 0; i < rates->segments->len; i++)
    {
      const EspSegment *segment = rates->segments->pdata[i];

      gtk_string_list_append (names, segment->name);
      g_array_append_val (menu->segment_ids, segment->id);
      if (segment->id == rates->segment_id)
        selected = i + 1;
    }
  adw_combo_row_set_model (menu->audience, G_LIST_MODEL (names));
  g_object_unref (names);
  adw_combo_row_set_selected (menu->audience, selected);
  gtk_widget_set_visible (GTK_WIDGET (menu->audience),
                          menu->message_id != 0 && rates->segments->len > 0);
  menu->is_filling = FALSE;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) button = user_data;
  Menu *menu = g_object_get_data (G_OBJECT (button), "esp-menu");
  g_autoptr (GError) error = NULL;
  Read *read = esp_store_read_finish (ESP_STORE (source), result, &error);
  GtkWidget *child;

  if (read == NULL)
    {
      g_debug ("the fields could not be read: %s", error->message);
      return;
    }
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (menu->list))) != NULL)
    gtk_list_box_remove (menu->list, child);
  for (guint i = 0; i < esp_fields_get_n (read->rates->fields); i++)
    {
      const EspField *field = esp_fields_get (read->rates->fields, i);

      add_row (menu, field, esp_field_rates_get_share (read->rates, field->column), read->leads);
    }
  show_audience (menu, read->rates);
  read_free (read);
}

/* Enter in the search takes the first field that is left. */
static void
first_cb (Menu *menu)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (menu->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (gtk_widget_get_child_visible (row))
      {
        activated_cb (menu->list, GTK_LIST_BOX_ROW (row), menu);
        return;
      }
}

/* A token that is changed begins with what it says. */
static void
show_token (Menu *menu)
{
  g_autoptr (EspToken) token = g_steal_pointer (&menu->token);

  if (token == NULL)
    return;
  gtk_editable_set_text (menu->search, token->field);
  gtk_editable_set_text (menu->fallback, token->fallback != NULL ? token->fallback : "");
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (g_str_equal (forms[i], token->form))
      adw_combo_row_set_selected (menu->form, i);
}

static void
read_fields (Menu *menu, GtkWidget *button)
{
  Read *read = g_new0 (Read, 1);

  read->message_id = menu->message_id;
  esp_store_read_async (esp_session_get_store (menu->session), ESP_READ_LONG, read_in_tx, read,
                        (GDestroyNotify) read_free, esp_session_get_cancellable (menu->session),
                        read_cb, g_object_ref (button));
}

typedef struct
{
  gint64 message_id;
  gint64 segment_id;
} Choice;

static gboolean
choose_in_tx (EspTx *tx, gpointer data, GError **error)
{
  const Choice *choice = data;

  return esp_field_rates_choose (tx, choice->message_id, choice->segment_id, error);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) button = user_data;
  Menu *menu = g_object_get_data (G_OBJECT (button), "esp-menu");
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_debug ("for whom the message is meant is not kept: %s", error->message);
      return;
    }
  read_fields (menu, button);
  if (menu->audience_func != NULL)
    menu->audience_func (menu->user_data);
}

static void
audience_cb (AdwComboRow *row, GParamSpec *pspec, GtkWidget *button)
{
  Menu *menu = g_object_get_data (G_OBJECT (button), "esp-menu");
  guint i = adw_combo_row_get_selected (row);
  Choice *choice;

  if (menu->is_filling || i == GTK_INVALID_LIST_POSITION || i > menu->segment_ids->len)
    return;
  choice = g_new0 (Choice, 1);
  choice->message_id = menu->message_id;
  choice->segment_id = i > 0 ? g_array_index (menu->segment_ids, gint64, i - 1) : 0;
  esp_store_write_async (esp_session_get_store (menu->session), NULL, choose_in_tx, choice, g_free,
                         chosen_cb, g_object_ref (button));
}

static void
shown_cb (GtkWidget *popover, GtkWidget *button)
{
  Menu *menu = g_object_get_data (G_OBJECT (button), "esp-menu");

  gtk_editable_set_text (menu->search, "");
  adw_combo_row_set_selected (menu->form, 0);
  show_token (menu);
  gtk_widget_grab_focus (GTK_WIDGET (menu->search));
  read_fields (menu, button);
}

static GtkWidget *
make_form (Menu *menu)
{
  const char *const names[G_N_ELEMENTS (forms) + 1] = {
    _ ("As it is"),
    _ ("With 님: 하늘님"),
    _ ("은 or 는: 하늘은, 지우는"),
    _ ("이 or 가: 하늘이, 지우가"),
    _ ("을 or 를: 하늘을, 지우를"),
    _ ("과 or 와: 하늘과, 지우와"),
    _ ("으로 or 로: 강남으로, 서울로"),
    _ ("With 님을: 하늘님을"),
    _ ("First letter large: Sky"),
    _ ("Number: 1,234,567"),
    _ ("Date: 2026. 3. 1."),
    NULL,
  };
  GtkWidget *row = esp_form_choice_row_new (_ ("Written"), names, 0);

  menu->form = ADW_COMBO_ROW (row);
  return row;
}

static GtkWidget *
make_content (Menu *menu)
{
  static const char *const none[] = { NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *search = gtk_search_entry_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *form = esp_form_list_new (_ ("Fallback"));
  GtkWidget *fallback = esp_form_entry_row_new (_ ("When it is missing, print"), _ ("customer"));

  menu->list = GTK_LIST_BOX (gtk_list_box_new ());
  menu->search = GTK_EDITABLE (search);
  menu->fallback = GTK_EDITABLE (fallback);
  menu->error_row = esp_form_error_row_new ();
  gtk_list_box_append (GTK_LIST_BOX (form), fallback);
  gtk_list_box_append (GTK_LIST_BOX (form), menu->error_row);
  gtk_list_box_append (GTK_LIST_BOX (form), make_form (menu));
  menu->audience = ADW_COMBO_ROW (esp_form_choice_row_new (_ ("Counted among"), none, 0));
  gtk_widget_set_visible (GTK_WIDGET (menu->audience), FALSE);
  gtk_list_box_append (GTK_LIST_BOX (form), GTK_WIDGET (menu->audience));
  gtk_list_box_set_selection_mode (menu->list, GTK_SELECTION_NONE);
  gtk_list_box_set_filter_func (menu->list, filter_cb, menu, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (menu->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Fields"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search fields"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (menu->list));
  gtk_widget_set_size_request (scroller, 340, 220);
  gtk_box_append (GTK_BOX (box), search);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), form);
  return box;
}

/**
 * esp_field_menu_new:
 * @func: called with what to insert while the button lives
 *
 * Returns: (transfer floating): a button that offers the fields of leads, each with how many have it
 */
GtkWidget *
esp_field_menu_new (EspSession *session, EspFieldFunc func, gpointer user_data)
{
  GtkWidget *button = gtk_menu_button_new ();
  Menu *menu = g_new0 (Menu, 1);

  menu->session = session;
  menu->func = func;
  menu->user_data = user_data;
  menu->segment_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  menu->popover = GTK_POPOVER (gtk_popover_new ());
  g_object_set_data_full (G_OBJECT (button), "esp-menu", menu, menu_free);
  gtk_popover_set_child (menu->popover, make_content (menu));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "esp-person-symbolic");
  gtk_widget_add_css_class (button, "flat");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), GTK_WIDGET (menu->popover));
  gtk_widget_set_tooltip_text (button, _ ("Insert a field of the lead"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Insert a field of the lead"), -1);
  g_signal_connect_object (menu->popover, "show", G_CALLBACK (shown_cb), button, 0);
  g_signal_connect_object (menu->audience, "notify::selected", G_CALLBACK (audience_cb), button, 0);
  g_signal_connect_swapped (menu->search, "search-changed",
                            G_CALLBACK (gtk_list_box_invalidate_filter), menu->list);
  g_signal_connect_swapped (menu->search, "stop-search", G_CALLBACK (gtk_popover_popdown),
                            menu->popover);
  g_signal_connect_swapped (menu->search, "activate", G_CALLBACK (first_cb), menu);
  g_signal_connect (menu->list, "row-activated", G_CALLBACK (activated_cb), menu);
  return button;
}

/**
 * esp_field_menu_begin:
 * @button: made here
 * @liquid: a tag that is to be changed; anything else begins a new one
 *
 * Says what the menu begins with when it is shown next.
 */
void
esp_field_menu_begin (GtkWidget *button, const char *liquid)
{
  Menu *menu = g_object_get_data (G_OBJECT (button), "esp-menu");

  g_clear_pointer (&menu->token, esp_token_free);
  menu->token = esp_token_parse (liquid);
}

/**
 * esp_field_menu_set_message:
 * @button: made here
 * @message_id: for whose audience fields are counted
 * @func: (nullable): called when another audience was chosen
 *
 * Lets the writer choose the segment that the message is meant for.
 */
void
esp_field_menu_set_message (GtkWidget *button, gint64 message_id, EspFieldAudienceFunc func)
{
  Menu *menu = g_object_get_data (G_OBJECT (button), "esp-menu");

  menu->message_id = message_id;
  menu->audience_func = func;
}
