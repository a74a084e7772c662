"""What a service refuses: for a page in sentences, for a caller with the names of fields."""

from portfolios.services.errors import Refused


def test_a_page_shows_sentences_and_a_caller_the_fields():
    refused = Refused({"": ["Nothing was saved."], "name": ["A name is missing.", "It is taken."]})
    assert refused.sentences() == ["Nothing was saved.", "A name is missing.", "It is taken."]
    assert refused.lines() == [
        "Nothing was saved.", "name: A name is missing.", "name: It is taken."
    ]  # fmt: skip
    assert str(refused) == "Nothing was saved.; name: A name is missing.; name: It is taken."


def test_a_sentence_alone_is_of_no_field():
    assert Refused("The file is gone.").errors == {"": ["The file is gone."]}
    assert Refused("The file is gone.").lines() == ["The file is gone."]
