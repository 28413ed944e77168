/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends the message that is being written to oneself, as the person it is looked at as. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-test-mail-button.h"

#include "channels/email/esp-mail-address.h"
#include "channels/esp-channel.h"
#include "store/esp-channels.h"
#include "views/channels/esp-channel-words.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-test-mail.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH 340

/* One button with its popover; lives as long as the button. */
typedef struct
{
  EspMessageDesk *desk; /* (owned) */
  EspPreviewAs *who;    /* beside the button */
  GtkPopover *popover;
  GtkEditable *address;
  GtkWidget *error_row;
  GtkWidget *list;
  AdwComboRow *channel; /* (nullable) until the channels are read */
  GPtrArray *records;   /* (owned) (nullable) of EspChannelRecord, as the choice shows them */
  GtkWidget *send;
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
  g_object_unref (test->desk);
  g_free (test);
}

static void
read_free (gpointer data)
{
  Read *read = data;

  g_clear_pointer (&read->records, g_ptr_array_unref);
  g_free (read);
}

static gboolean
read_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Read *read = data;

  read->records = esp_channel_list (tx, error);
  return read->records != NULL;
}

static void
show_channels (Test *test)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = test->records->len; i > 0; i--)
    if (!((EspChannelRecord *) test->records->pdata[i - 1])->is_enabled)
      g_ptr_array_remove_index (test->records, i - 1);
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
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) button = user_data;
  Test *test = g_object_get_data (G_OBJECT (button), "esp-test");
  g_autoptr (GError) error = NULL;
  Read *read = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (read == NULL)
    {
      g_debug ("the channels could not be read: %s", error->message);
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
  Test *test = g_object_get_data (G_OBJECT (button), "esp-test");
  EspSession *session = esp_message_desk_get_session (test->desk);
  const EspMessageDoc *doc = esp_message_desk_get_doc (test->desk);

  if (*gtk_editable_get_text (test->address) == '\0' && doc != NULL)
    gtk_editable_set_text (test->address,
                           *doc->reply_to != '\0' ? doc->reply_to : doc->sender_address);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, read_in_tx,
                        g_new0 (Read, 1), read_free, esp_session_get_cancellable (session), read_cb,
                        g_object_ref (button));
}

/* What went wrong, in words of the person's language. */
static char *
describe (const GError *error)
{
  if (error->domain == ESP_CHANNEL_ERROR)
    return g_strdup (esp_channel_trouble_sentence (error->code));
  if (g_error_matches (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_MISSING))
    return g_strdup (_ ("This person lacks a value, and the message leaves out people without it. "
                        "Choose somebody else."));
  if (error->domain == ESP_MESSAGE_ERROR)
    return g_strdup (_ ("The message cannot be made. Look at the tags in double braces."));
  if (g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID))
    return g_strdup (_ ("Nothing of the sample leaves this computer. Choose the demo mailbox."));
  return esp_store_message (error);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) button = user_data;
  Test *test = g_object_get_data (G_OBJECT (button), "esp-test");
  EspSession *session = esp_message_desk_get_session (test->desk);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_sensitive (test->send, TRUE);
  if (esp_test_mail_send_finish (result, &error))
    {
      /* Translators: %s is an address */
      text = g_strdup_printf (_ ("Test sent to %s"), gtk_editable_get_text (test->address));
      gtk_popover_popdown (test->popover);
      esp_session_toast (session, text);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = describe (error);
  g_debug ("the test was not sent: %s", error->message);
  esp_form_row_set_error (GTK_WIDGET (test->address), test->error_row, text);
  esp_session_announce (session, text, TRUE);
}

static void
send_cb (GtkWidget *widget, GtkWidget *button)
{
  Test *test = g_object_get_data (G_OBJECT (button), "esp-test");
  EspSession *session = esp_message_desk_get_session (test->desk);
  g_autofree char *to = g_strstrip (g_strdup (gtk_editable_get_text (test->address)));
  guint selected = test->channel != NULL ? adw_combo_row_get_selected (test->channel) : 0;
  EspTestMail mail = { .to = to,
                       .document =
                         esp_message_draft_get_document (esp_message_desk_get_draft (test->desk)),
                       .sample = esp_preview_as_get_sample (test->who),
                       .lead = esp_preview_as_get_lead (test->who) };
  gboolean needs_smtputf8;
  g_autofree char *wire = esp_mail_address_to_wire (to, &needs_smtputf8, NULL);

  if (wire == NULL)
    {
      const char *sentence = _ ("Write your whole address, such as me@example.com.");

      esp_form_row_set_error (GTK_WIDGET (test->address), test->error_row, sentence);
      esp_session_announce (session, sentence, TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (test->address));
      return;
    }
  esp_form_row_set_error (GTK_WIDGET (test->address), test->error_row, NULL);
  if (test->records != NULL && selected < test->records->len)
    mail.channel_id = ((EspChannelRecord *) test->records->pdata[selected])->id;
  gtk_widget_set_sensitive (test->send, FALSE);
  esp_test_mail_send_async (esp_session_get_store (session), &mail,
                            esp_session_get_cancellable (session), sent_cb, g_object_ref (button));
}

static GtkWidget *
make_content (Test *test, GtkWidget *button)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *address = esp_form_entry_row_new (_ ("Your address"), NULL);

  test->list = esp_form_list_new (_ ("Test to yourself"));
  test->address = GTK_EDITABLE (address);
  test->error_row = esp_form_error_row_new ();
  test->send = gtk_button_new_with_label (_ ("Send test"));
  gtk_widget_add_css_class (test->send, "suggested-action");
  gtk_widget_set_halign (test->send, GTK_ALIGN_END);
  gtk_list_box_append (GTK_LIST_BOX (test->list), address);
  gtk_list_box_append (GTK_LIST_BOX (test->list), test->error_row);
  gtk_box_append (GTK_BOX (box), test->list);
  gtk_box_append (GTK_BOX (box), test->send);
  gtk_widget_set_size_request (box, WIDTH, -1);
  g_object_set (box, "margin-top", 6, "margin-bottom", 6, "margin-start", 6, "margin-end", 6, NULL);
  g_signal_connect_object (test->send, "clicked", G_CALLBACK (send_cb), button, 0);
  g_signal_connect_object (address, "entry-activated", G_CALLBACK (send_cb), button, 0);
  return box;
}

/**
 * esp_test_mail_button_new:
 * @who: whose values the test prints
 *
 * Returns: (transfer floating): a button that sends the message to oneself
 */
GtkWidget *
esp_test_mail_button_new (EspMessageDesk *desk, EspPreviewAs *who)
{
  GtkWidget *button = gtk_menu_button_new ();
  Test *test = g_new0 (Test, 1);

  test->desk = g_object_ref (desk);
  test->who = who;
  g_object_set_data_full (G_OBJECT (button), "esp-test", test, test_free);
  test->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_popover_set_child (test->popover, make_content (test, button));
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _ ("Send test…"));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), GTK_WIDGET (test->popover));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Send test…"), -1);
  g_signal_connect_object (test->popover, "show", G_CALLBACK (shown_cb), button, 0);
  return button;
}
