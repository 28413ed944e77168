/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the Alimtalk templates of the account with what became of each, and takes a choice. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-template-window.h"

#include "channels/esp-channel-kinds.h"
#include "store/esp-channels.h"
#include "views/channels/esp-channel-words.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-icon.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-template-list.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH 560
#define HEIGHT 560

/* One window; lives as long as it. */
typedef struct
{
  EspSession *session; /* (owned) */
  EspTemplateChosenFunc chosen;
  GWeakRef object;       /* what is told */
  GtkWindow *window;     /* we live in it */
  GPtrArray *records;    /* (owned) (nullable) of EspChannelRecord */
  GPtrArray *templates;  /* (owned) (nullable) of EspKakaoTemplate */
  AdwComboRow *channels; /* (nullable) */
  GtkWidget *channel_list;
  EspStatus *status;
  GtkWidget *list;
  GCancellable *asking; /* (owned) (nullable) */
} Chooser;

static void
chooser_free (gpointer data)
{
  Chooser *chooser = data;

  if (chooser->asking != NULL)
    g_cancellable_cancel (chooser->asking);
  g_clear_object (&chooser->asking);
  g_weak_ref_clear (&chooser->object);
  g_clear_pointer (&chooser->records, g_ptr_array_unref);
  g_clear_pointer (&chooser->templates, g_ptr_array_unref);
  g_object_unref (chooser->session);
  g_free (chooser);
}

static Chooser *
get_chooser (gpointer window)
{
  return g_object_get_data (window, "esp-chooser");
}

static const char *
state_word (EspTemplateState state)
{
  switch (state)
    {
    case ESP_TEMPLATE_APPROVED:
      return C_ ("template", "Approved");
    case ESP_TEMPLATE_INSPECTING:
      return C_ ("template", "Being looked at");
    case ESP_TEMPLATE_REJECTED:
      return C_ ("template", "Rejected");
    case ESP_TEMPLATE_PENDING:
      return C_ ("template", "Not handed in yet");
    case ESP_TEMPLATE_UNKNOWN:
    default:
      return C_ ("template", "State not known");
    }
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, GtkWindow *window)
{
  Chooser *chooser = get_chooser (window);
  g_autoptr (GObject) object = g_weak_ref_get (&chooser->object);
  guint index = (guint) gtk_list_box_row_get_index (row);

  if (object != NULL && index < chooser->templates->len)
    chooser->chosen (chooser->templates->pdata[index], object);
  gtk_window_close (window);
}

/* Only what the operator has approved can be sent; the others are shown with the reason. */
static GtkWidget *
make_row (const EspKakaoTemplate *template)
{
  GtkWidget *row = adw_action_row_new ();
  gboolean is_approved = template->state == ESP_TEMPLATE_APPROVED;
  GtkWidget *icon = esp_icon_new (is_approved ? "esp-success-symbolic" : "esp-wait-symbolic");
  g_autofree char *line =
    g_strdup_printf ("%s · %s\n%s", state_word (template->state), template->code, template->text);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 *template->name != '\0' ? template->name : template->code);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), line);
  gtk_widget_add_css_class (icon, is_approved ? "success" : "dim-label");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), is_approved);
  gtk_widget_set_sensitive (row, is_approved);
  return row;
}

static void
show_templates (Chooser *chooser)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (chooser->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (chooser->list), row);
  for (guint i = 0; i < chooser->templates->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (chooser->list), make_row (chooser->templates->pdata[i]));
  if (chooser->templates->len > 0)
    esp_status_show_content (chooser->status);
  else
    esp_status_show_empty (chooser->status, "esp-chat-symbolic", _ ("No templates yet"),
                           _ ("Make one at your service and hand it in; it appears here."));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) window = user_data;
  Chooser *chooser = get_chooser (window);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) templates = esp_template_list_load_finish (result, &error);

  if (templates != NULL)
    {
      g_clear_pointer (&chooser->templates, g_ptr_array_unref);
      chooser->templates = g_steal_pointer (&templates);
      show_templates (chooser);
    }
  else if (error->domain == ESP_CHANNEL_ERROR)
    esp_status_show_error (chooser->status, esp_channel_trouble_sentence (error->code),
                           error->message);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *message = esp_store_message (error);

      esp_status_show_error (chooser->status, message, error->message);
    }
}

static void
ask (Chooser *chooser)
{
  guint selected = adw_combo_row_get_selected (chooser->channels);

  if (selected >= chooser->records->len)
    return;
  if (chooser->asking != NULL)
    g_cancellable_cancel (chooser->asking);
  g_clear_object (&chooser->asking);
  chooser->asking = g_cancellable_new ();
  esp_template_list_load_async (esp_session_get_store (chooser->session),
                                ((EspChannelRecord *) chooser->records->pdata[selected])->id,
                                chooser->asking, listed_cb, g_object_ref (chooser->window));
}

typedef struct
{
  GPtrArray *records; /* (owned) (nullable) result */
} Read;

static void
read_free (gpointer data)
{
  g_clear_pointer (&((Read *) data)->records, g_ptr_array_unref);
  g_free (data);
}

static gboolean
read_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Read *read = data;

  read->records = esp_channel_list (tx, error);
  for (guint i = read->records != NULL ? read->records->len : 0; i > 0; i--)
    {
      const EspChannelRecord *record = read->records->pdata[i - 1];
      const EspChannelKind *kind = esp_channel_kind_find (record->kind);

      if (kind == NULL || kind->medium != ESP_MEDIUM_KAKAO)
        g_ptr_array_remove_index (read->records, i - 1);
    }
  return read->records != NULL;
}

static void
channels_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) window = user_data;
  Chooser *chooser = get_chooser (window);
  Read *read = esp_store_read_finish (ESP_STORE (source), result, NULL); /* then none is shown */
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if (read == NULL)
    return;
  chooser->records = g_steal_pointer (&read->records);
  read_free (read);
  if (chooser->records->len == 0)
    {
      esp_status_show_empty (chooser->status, "esp-channel-symbolic",
                             _ ("No KakaoTalk channel yet"),
                             _ ("Add one in Channels: Solapi, NHN Cloud or Aligo."));
      return;
    }
  for (guint i = 0; i < chooser->records->len; i++)
    g_ptr_array_add (names, (gpointer) esp_channel_display_name (chooser->records->pdata[i]));
  g_ptr_array_add (names, NULL);
  chooser->channels =
    ADW_COMBO_ROW (esp_form_choice_row_new (_ ("Channel"), (const char *const *) names->pdata, 0));
  gtk_list_box_append (GTK_LIST_BOX (chooser->channel_list), GTK_WIDGET (chooser->channels));
  gtk_widget_set_visible (chooser->channel_list, chooser->records->len > 1);
  g_signal_connect_swapped (chooser->channels, "notify::selected", G_CALLBACK (ask), chooser);
  ask (chooser);
}

static void
build (Chooser *chooser)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *inner = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  chooser->list = esp_form_list_new (_ ("Templates"));
  gtk_widget_set_valign (chooser->list, GTK_ALIGN_START);
  chooser->channel_list = esp_form_list_new (_ ("Channel"));
  gtk_widget_set_visible (chooser->channel_list, FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), chooser->list);
  chooser->status = ESP_STATUS (esp_status_new (scroller));
  gtk_widget_set_vexpand (GTK_WIDGET (chooser->status), TRUE);
  g_object_set (inner, "margin-top", 6, "margin-bottom", 18, "margin-start", 18, "margin-end", 18,
                NULL);
  gtk_box_append (GTK_BOX (inner), chooser->channel_list);
  gtk_box_append (GTK_BOX (inner), GTK_WIDGET (chooser->status));
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), inner);
  adw_window_set_content (ADW_WINDOW (chooser->window), box);
  g_signal_connect_object (chooser->list, "row-activated", G_CALLBACK (activated_cb),
                           chooser->window, 0);
}

/**
 * esp_template_window_present:
 * @object: told of the choice while it lives
 *
 * Asks the service for its templates and shows them.
 */
void
esp_template_window_present (EspSession *session, EspTemplateChosenFunc chosen, GObject *object)
{
  Chooser *chooser = g_new0 (Chooser, 1);
  GtkEventController *keys = gtk_shortcut_controller_new ();

  chooser->session = g_object_ref (session);
  chooser->chosen = chosen;
  g_weak_ref_init (&chooser->object, object);
  chooser->window = GTK_WINDOW (adw_window_new ());
  g_object_set_data_full (G_OBJECT (chooser->window), "esp-chooser", chooser, chooser_free);
  gtk_window_set_title (chooser->window, _ ("Alimtalk templates"));
  gtk_window_set_transient_for (chooser->window, esp_session_get_window (session));
  gtk_window_set_modal (chooser->window, TRUE);
  gtk_window_set_default_size (chooser->window, WIDTH, HEIGHT);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape,
                                                                                  0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (GTK_WIDGET (chooser->window), keys);
  build (chooser);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, read_in_tx,
                        g_new0 (Read, 1), read_free, NULL, channels_read_cb,
                        g_object_ref (chooser->window));
  gtk_window_present (chooser->window);
}
