/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A button with a popover that sends one message to oneself, through a channel, and says what came of it. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-test-button.h"

#include "channels/esp-channel.h"
#include "engine/content/esp-message-doc.h"
#include "views/channels/esp-channel-words.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH 340

/* One button with its popover; lives as long as the button. */
typedef struct
{
  EspSession *session; /* the window's; outlives the button */
  EspTestUse use;
  GtkPopover *popover;
  GtkEditable *where;
  GtkWidget *error_row;
  GtkWidget *list;
  AdwComboRow *channel; /* (nullable) until the channels are read */
  GPtrArray *records;   /* (owned) (nullable) of EspChannelRecord, as the choice shows them */
  GtkWidget *send;
  gboolean is_text; /* what was sent last was no email */
} Test;

typedef struct
{
  GPtrArray *records; /* (owned) (nullable) result */
} Read;

static void
test_free (gpointer data)
{
  Test *test = data;

  g_clear_pointer (&test->records, g_ptr_array_unref);
  g_free (test);
}

static void
read_free (gpointer data)
{
  Read *read = data;

  g_clear_pointer (&read->records, g_ptr_array_unref);
  g_free (read);
}

static Test *
get_test (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "esp-test");
}

static gboolean
read_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Read *read = data;

  read->records = esp_channel_list (tx, error);
  return read->records != NULL;
}

static gboolean
is_demo (const EspChannelRecord *record)
{
  return g_str_equal (record->kind, "demo");
}

/* Those that carry it, real ones first. */
static void
show_channels (Test *test)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = test->records->len; i > 0; i--)
    {
      const EspChannelRecord *record = test->records->pdata[i - 1];

      if (!record->is_enabled ||
          (!is_demo (record) && !test->use.fits (record, test->use.user_data)))
        g_ptr_array_remove_index (test->records, i - 1);
    }
  for (guint i = 0, at = 0, n = test->records->len; i < n; i++)
    if (is_demo (test->records->pdata[at]))
      g_ptr_array_add (test->records, g_ptr_array_steal_index (test->records, at));
    else
      at++;
  for (guint i = 0; i < test->records->len; i++)
    g_ptr_array_add (names, (gpointer) esp_channel_display_name (test->records->pdata[i]));
  if (names->len == 0)
    g_ptr_array_add (names, (gpointer) _ ("Demo mailbox"));
  g_ptr_array_add (names, NULL);
  if (test->channel != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (test->list), GTK_WIDGET (test->channel));
  test->channel =
    ADW_COMBO_ROW (esp_form_choice_row_new (_ ("Through"), (const char *const *) names->pdata, 0));
  gtk_list_box_append (GTK_LIST_BOX (test->list), GTK_WIDGET (test->channel));
}

static void
tell_problem (Test *test, const char *sentence)
{
  esp_form_row_set_error (GTK_WIDGET (test->where), test->error_row, sentence);
  if (sentence == NULL)
    return;
  esp_session_announce (test->session, sentence, TRUE);
  gtk_widget_grab_focus (test->use.where != NULL ? GTK_WIDGET (test->where) : test->send);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) button = user_data;
  Test *test = get_test (button);
  g_autoptr (GError) error = NULL;
  Read *read = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (read == NULL)
    {
      g_debug ("the channels could not be read: %s", error->message); /* asked again next time */
      return;
    }
  g_clear_pointer (&test->records, g_ptr_array_unref);
  test->records = g_steal_pointer (&read->records);
  read_free (read);
  show_channels (test);
}

static void
shown_cb (GtkWidget *popover, GtkWidget *button)
{
  Test *test = get_test (button);

  tell_problem (test, NULL);
  if (test->use.dup_where != NULL && *gtk_editable_get_text (test->where) == '\0')
    {
      g_autofree char *where = test->use.dup_where (test->use.user_data);

      gtk_editable_set_text (test->where, where != NULL ? where : "");
    }
  if (test->use.channel_id == 0)
    esp_store_read_async (esp_session_get_store (test->session), ESP_READ_PAGE, read_in_tx,
                          g_new0 (Read, 1), read_free, esp_session_get_cancellable (test->session),
                          read_cb, g_object_ref (button));
}

/* What went wrong, in words of the person's language. */
static char *
describe (const Test *test, const GError *error)
{
  if (error->domain == ESP_CHANNEL_ERROR)
    return g_strdup (esp_channel_trouble_sentence (error->code));
  if (g_error_matches (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_MISSING))
    return g_strdup (_ ("This person lacks a value, and the message leaves out people without it. "
                        "Choose somebody else."));
  if (error->domain == ESP_MESSAGE_ERROR)
    return g_strdup (
      test->is_text ? _ ("The text cannot be made or sent as it is: look at the notes beside it.")
                    : _ ("The message cannot be made. Look at the tags in double braces."));
  if (g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID))
    return g_strdup (
      test->is_text ? _ ("Write your number, such as 010-1234-5678, and choose a channel that "
                         "carries this message. Nothing of the sample leaves this computer.")
                    : _ ("Nothing of the sample leaves this computer. Choose the demo mailbox."));
  return esp_store_message (error);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) button = user_data;
  Test *test = get_test (button);
  const char *where = gtk_editable_get_text (test->where);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_sensitive (test->send, TRUE);
  if (esp_test_mail_send_finish (result, &error))
    {
      /* Translators: %s is an address, or a telephone number */
      text = test->use.where != NULL ? g_strdup_printf (_ ("Test sent to %s"), where)
                                     : g_strdup (_ ("Test posted"));
      gtk_popover_popdown (test->popover);
      esp_session_toast (test->session, text);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = describe (test, error);
  g_debug ("the test was not sent: %s", error->message);
  tell_problem (test, text);
}

static void
send_cb (GtkWidget *widget, GtkWidget *button)
{
  Test *test = get_test (button);
  g_autofree char *to = g_strstrip (g_strdup (gtk_editable_get_text (test->where)));
  guint selected = test->channel != NULL ? adw_combo_row_get_selected (test->channel) : 0;
  EspTestMail mail = { .to = to, .channel_id = test->use.channel_id };
  const char *problem = NULL;
  g_autofree char *document = test->use.prepare (&mail, &problem, test->use.user_data);

  tell_problem (test, problem);
  if (document == NULL)
    return;
  mail.document = document;
  test->is_text = mail.is_text;
  if (test->records != NULL && selected < test->records->len)
    mail.channel_id = ((EspChannelRecord *) test->records->pdata[selected])->id;
  gtk_widget_set_sensitive (test->send, FALSE);
  esp_test_mail_send_async (esp_session_get_store (test->session), &mail,
                            esp_session_get_cancellable (test->session), sent_cb,
                            g_object_ref (button));
}

static GtkWidget *
make_content (Test *test, GtkWidget *button)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *where = esp_form_entry_row_new (test->use.where != NULL ? test->use.where : "", NULL);

  test->list = esp_form_list_new (_ ("Test to yourself"));
  test->where = GTK_EDITABLE (where);
  test->error_row = esp_form_error_row_new ();
  test->send = gtk_button_new_with_label (_ ("Send test"));
  gtk_widget_add_css_class (test->send, "suggested-action");
  gtk_widget_set_halign (test->send, GTK_ALIGN_END);
  gtk_list_box_append (GTK_LIST_BOX (test->list), where);
  gtk_list_box_append (GTK_LIST_BOX (test->list), test->error_row);
  gtk_widget_set_visible (where, test->use.where != NULL);
  gtk_box_append (GTK_BOX (box), test->list);
  gtk_box_append (GTK_BOX (box), test->send);
  gtk_widget_set_size_request (box, WIDTH, -1);
  g_object_set (box, "margin-top", 6, "margin-bottom", 6, "margin-start", 6, "margin-end", 6, NULL);
  g_signal_connect_object (test->send, "clicked", G_CALLBACK (send_cb), button, 0);
  g_signal_connect_object (where, "entry-activated", G_CALLBACK (send_cb), button, 0);
  return box;
}

/**
 * esp_test_button_new:
 * @use: copied; its words must be static
 *
 * Returns: (transfer floating): the button
 */
GtkWidget *
esp_test_button_new (EspSession *session, const EspTestUse *use)
{
  GtkWidget *button = gtk_menu_button_new ();
  Test *test = g_new0 (Test, 1);

  test->session = session;
  test->use = *use;
  g_object_set_data_full (G_OBJECT (button), "esp-test", test, test_free);
  test->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_popover_set_child (test->popover, make_content (test, button));
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), use->label);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), GTK_WIDGET (test->popover));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  use->label, -1);
  g_signal_connect_object (test->popover, "show", G_CALLBACK (shown_cb), button, 0);
  return button;
}
