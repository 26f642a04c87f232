"""Identity sheets and names of files. Nothing here is a person: a person is what links say."""
